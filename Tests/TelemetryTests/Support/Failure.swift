import Synchronization

/// Carries an error out of where none may be thrown.
final class Failure: Sendable {
  private let error = Mutex<(any Error)?>(nil)

  func note(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      self.error.withLock { $0 = error }
    }
  }

  func rethrow() throws {
    if let error = error.withLock({ $0 }) { throw error }
  }
}
