public import Basics
import Glibc

/// A file that the record depends on can't be opened or written.
public typealias EvidenceError = CodedError<EvidenceErrorCode>

/// What kind of failure an ``EvidenceError`` is.
public enum EvidenceErrorCode: ErrorCode {
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

extension EvidenceError {
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
