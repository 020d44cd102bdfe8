package import Basics
import Files
import Glibc

/// A file of the record can't be opened or written.
package typealias EvidenceError = CodedError<EvidenceErrorCode>

package enum EvidenceErrorCode: ErrorCode {
  /// The file system or the quota is full.
  case noSpace
  case permissionDenied
  /// Another process keeps the same record.
  case locked
  /// The saved state belongs to another record or to a later version.
  case unusableState
  case damagedState
  /// The file system doesn't append atomically.
  case unsafeFileSystem
  case failed
}

extension EvidenceError {
  init(notAFile path: String) { self.init(.failed, "cannot open \(path): not a regular file") }

  init(inUse path: String, _ descriptor: Int32) {
    let process = FileLock.holder(of: descriptor).map { "process \($0)" } ?? "another process"
    self.init(
      .locked,
      "\(path) is in use by \(process): another collector may write it under a different name; stop that one, or use "
        + "another --log-file"
    )
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
