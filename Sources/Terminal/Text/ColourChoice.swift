/// Whether output has colours.
public enum ColourChoice {
  /// Whether colours are wanted.
  ///
  /// `NO_COLOR` (no-color.org), if it isn't empty, wants none; `CLICOLOR_FORCE` (bixense.com/clicolors), if it isn't
  /// empty or `0`, wants them also where the output is no terminal. Otherwise a terminal has them, unless `CLICOLOR` is
  /// `0` or `TERM` says that it can't.
  ///
  /// - Parameters:
  ///   - isTerminal: whether the output is one.
  ///   - environment: gives a variable's value.
  public static func isColoured(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    func value(_ name: String) -> String { environment(name) ?? "" }
    if !value("NO_COLOR").isEmpty { return false }
    let force = value("CLICOLOR_FORCE")
    if !force.isEmpty, force != "0" { return true }
    return isTerminal && value("CLICOLOR") != "0" && isCapable(terminal: value("TERM"))
  }

  /// Whether a terminal of this type (`TERM`) understands escape sequences.
  public static func isCapable(terminal: String) -> Bool { !terminal.isEmpty && terminal != "dumb" }
}
