internal import Glibc

/// What the process's surroundings say.
public enum TerminalEnvironment {
  /// A variable's value; `nil` where it isn't set.
  public static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Whether a descriptor is a terminal.
  public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether what is written there has colours.
  public static func isColoured(_ descriptor: Int32) -> Bool {
    ColourChoice.isColoured(isTerminal: isTerminal(descriptor), environment: value)
  }
}
