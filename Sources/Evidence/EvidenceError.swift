import Glibc

/// A file that the record depends on can't be opened or written.
public struct EvidenceError: Error, CustomStringConvertible {
  /// What kind of failure it is, so that a caller can decide.
  public enum Code: Sendable, Hashable {
    /// The file system or the quota is full.
    case noSpace
    /// The process may not do what it has to.
    case permissionDenied
    /// Anything else.
    case failed
  }

  /// The kind of failure.
  public let code: Code
  /// One line: what, which path, why, and who could.
  public let message: String

  /// The message.
  public var description: String { message }

  init(notAFile path: String) {
    code = .failed
    message = "cannot open \(path): not a regular file"
  }

  init(_ action: String, _ path: String, code number: Int32) {
    var message = "cannot \(action) \(path): \(String(cString: strerror(number)))"
    switch number {
    case ENOSPC, EDQUOT:
      code = .noSpace
    case EACCES, EPERM, EROFS:
      code = .permissionDenied
      if let owner = FileOwner(nearest: path) { message += "; \(owner)" }
    default:
      code = .failed
    }
    self.message = message
  }
}
