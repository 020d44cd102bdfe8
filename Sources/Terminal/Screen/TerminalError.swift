internal import Glibc

/// A terminal that can't be used.
public struct TerminalError: Error, CustomStringConvertible {
  /// One line: what, and why.
  public let description: String

  init(_ what: String, _ code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
}
