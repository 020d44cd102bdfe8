/// Runs something for no longer than a given time.
enum Deadline {
  /// The time is over.
  struct Passed: Error {}

  /// Returns what `body` returns, or cancels it and throws ``Passed`` if that takes longer than `duration`.
  static func run<Result: Sendable>(
    within duration: Duration,
    _ body: @Sendable @escaping () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: duration)
        throw Passed()
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() else { throw CancellationError() }
      return result
    }
  }
}
