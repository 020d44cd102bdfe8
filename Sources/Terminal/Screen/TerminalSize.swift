internal import Glibc

/// How large a terminal is.
public struct TerminalSize: Sendable, Hashable {
  /// Columns of text; at least 1.
  public var columns: Int
  /// Rows of text; at least 1.
  public var rows: Int

  /// What terminals had when they were glass.
  public static let standard = TerminalSize(columns: 80, rows: 24)
  /// Larger than any screen; who says more has no memory to show it.
  static let most = 1000

  /// A size, made possible: at least 1, at most 1000.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 1), Self.most)
    self.rows = min(max(rows, 1), Self.most)
  }

  /// The size of the terminal at a descriptor; `nil` where it is none, or doesn't know.
  public init?(of descriptor: Int32) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }
}
