package import Basics
internal import Glibc

package typealias TerminalError = CodedError<TerminalErrorCode>

package enum TerminalErrorCode: ErrorCode {
  case system
}

extension TerminalError {
  init(_ what: String, _ number: Int32) { self.init(.system, what, errno: number) }
}

/// A terminal's input mode (termios(3)).
struct TerminalMode {
  private let descriptor: Int32
  private var original: termios

  /// Saves the current mode.
  init(of descriptor: Int32) throws(TerminalError) {
    var mode = termios()
    guard tcgetattr(descriptor, &mode) == 0 else { throw TerminalError("cannot use the terminal", errno) }
    self.descriptor = descriptor
    original = mode
  }

  /// Delivers each key at once, without echo or signals.
  func makeRaw() throws(TerminalError) {
    var raw = original
    cfmakeraw(&raw)
    try set(raw)
  }

  func restore() throws(TerminalError) { try set(original) }

  private func set(_ mode: termios) throws(TerminalError) {
    var mode = mode
    // Not TCSADRAIN, which would wait for a stopped terminal.
    while tcsetattr(descriptor, TCSANOW, &mode) != 0 {
      guard errno == EINTR else { throw TerminalError("cannot use the terminal", errno) }
    }
  }
}
