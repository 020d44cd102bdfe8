internal import Glibc

/// How the kernel treats what is typed (termios(3)).
struct TerminalMode {
  private let descriptor: Int32
  private var original: termios

  /// Keeps the mode as it is now.
  init(of descriptor: Int32) throws(TerminalError) {
    var mode = termios()
    guard tcgetattr(descriptor, &mode) == 0 else { throw TerminalError("cannot use the terminal", errno) }
    self.descriptor = descriptor
    original = mode
  }

  /// Each key at once, none of them shown, and none that ends or stops the program by itself.
  func makeRaw() throws(TerminalError) {
    var raw = original
    cfmakeraw(&raw)
    try set(raw)
  }

  /// The mode as it was.
  func restore() throws(TerminalError) { try set(original) }

  private func set(_ mode: termios) throws(TerminalError) {
    var mode = mode
    // Not after the output is drained: a terminal that takes nothing would hold up the end.
    while tcsetattr(descriptor, TCSANOW, &mode) != 0 {
      guard errno == EINTR else { throw TerminalError("cannot use the terminal", errno) }
    }
  }
}
