public import Basics
internal import GRDB

/// The store can't be opened, read or written.
public typealias StoreError = CodedError<StoreErrorCode>

/// What kind of failure a ``StoreError`` is.
public enum StoreErrorCode: ErrorCode {
  /// There is no store, or its directory can't be made.
  case missing
  /// The process may not do what it has to.
  case permissionDenied
  /// The store was made by a later version.
  case laterVersion
  /// The file is a database of somebody else's, or no file at all.
  case foreign
  /// The file is damaged, or no database.
  case damaged
  /// Another process has it for itself.
  case busy
  /// The file system, the quota or the database is full.
  case noSpace
  /// Whoever asked has withdrawn the question.
  case cancelled
  /// Anything else.
  case failed
}

extension StoreError {
  /// - Parameter action: what could not be done, as in `cannot open PATH`.
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
