import Glibc

/// A file that the record depends on can't be opened or written.
public struct EvidenceError: Error, CustomStringConvertible {
  /// What kind of failure it is, so that a caller can decide.
  public enum Code: Sendable, Hashable {
    /// The file system or the quota is full.
    case noSpace
    /// The process may not do what it has to.
    case permissionDenied
    /// Another process keeps the same record.
    case locked
    /// What is known of the time before is of another record, or of a later version.
    case unusableState
    /// What is known of the time before is damaged.
    case damagedState
    /// The file system can't append as one step.
    case unsafeFileSystem
    /// Anything else.
    case failed
  }

  /// The kind of failure.
  public let code: Code
  /// One line: what, which path, why, and who could.
  public let message: String

  /// The message.
  public var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(notAFile path: String) {
    self.init(.failed, "cannot open \(path): not a regular file")
  }

  init(_ action: String, _ path: String, code number: Int32) {
    let message = "cannot \(action) \(path): \(String(cString: strerror(number)))"
    switch number {
    case ENOSPC, EDQUOT:
      self.init(.noSpace, message)
    case EACCES, EPERM, EROFS:
      self.init(.permissionDenied, message + (FileOwner(nearest: path).map { "; \($0)" } ?? ""))
    default:
      self.init(.failed, message)
    }
  }
}
