internal import Glibc

package struct TerminalSize: Sendable, Hashable {
  /// At least 1.
  package var columns: Int
  /// At least 1.
  package var rows: Int

  /// The traditional size.
  package static let standard = TerminalSize(columns: 80, rows: 24)
  /// Larger than any screen; bounds the memory for a frame.
  static let most = 1000

  /// A size, clamped to 1 to 1000.
  package init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 1), Self.most)
    self.rows = min(max(rows, 1), Self.most)
  }

  /// The size of the terminal at a descriptor; `nil` if it is no terminal, or its size is unknown.
  package init?(of descriptor: Int32) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    self.init(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }
}
