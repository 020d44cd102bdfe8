internal import GRDB

/// The store can't be opened, read or written.
package struct StoreError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure, so that a caller can decide.
  package enum Code: Sendable, Hashable {
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

  package let code: Code
  /// One line that says what failed, for which path, and why.
  package let message: String

  package var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

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
