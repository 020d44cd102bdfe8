package import Basics
internal import GRDB

/// The store can't be opened, read or written.
package typealias StoreError = CodedError<StoreErrorCode>

/// The kind of a ``StoreError``, so that a caller can decide.
package enum StoreErrorCode: ErrorCode {
  /// There is no store, or its directory can't be created.
  case missing
  /// The process lacks a permission.
  case permissionDenied
  /// The store was created by a later version.
  case laterVersion
  /// The file is another program's database, or not a regular file.
  case foreign
  /// The file is damaged, or not a database.
  case damaged
  /// Another process has locked the store.
  case busy
  /// The file system, the quota or the database is full.
  case noSpace
  /// The query was cancelled.
  case cancelled
  /// Anything else.
  case failed
}

extension StoreError {
  /// - Parameter action: what failed, as in `cannot ACTION PATH`.
  init(_ action: String, _ path: String, _ error: any Error) {
    guard let error = error as? DatabaseError else {
      self = error as? StoreError ?? StoreError(.failed, "cannot \(action) \(path): \(error)")
      return
    }
    self.init(
      Self.code(error.resultCode),
      "cannot \(action) \(path): \(error.message ?? "\(error.resultCode)")"
    )
  }

  private static func code(_ code: ResultCode) -> Code {
    switch code {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    case .SQLITE_FULL: .noSpace
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .permissionDenied
    default: .failed
    }
  }
}
