internal import Glibc

package enum ColourChoice {
  /// Whether to use colours.
  ///
  /// A non-empty `NO_COLOR` (no-color.org) disables them; `CLICOLOR_FORCE` (bixense.com/clicolors), unless empty or `0`,
  /// enables them even without a terminal. Otherwise a terminal has colours, unless `CLICOLOR` is `0` or `TERM` rules them
  /// out.
  package static func isColoured(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    func value(_ name: String) -> String { environment(name) ?? "" }
    if !value("NO_COLOR").isEmpty { return false }
    let force = value("CLICOLOR_FORCE")
    if !force.isEmpty, force != "0" { return true }
    return isTerminal && value("CLICOLOR") != "0" && isCapable(terminal: value("TERM"))
  }

  /// Whether a terminal of this type (`TERM`) understands escape sequences.
  package static func isCapable(terminal: String) -> Bool { !terminal.isEmpty && terminal != "dumb" }
}

/// The process's environment and descriptors.
package enum TerminalEnvironment {
  package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  package static func isColoured(_ descriptor: Int32) -> Bool {
    ColourChoice.isColoured(isTerminal: isTerminal(descriptor), environment: value)
  }
}
