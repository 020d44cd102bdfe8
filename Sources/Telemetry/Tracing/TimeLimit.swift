/// Work that is given up after a time.
enum TimeLimit {
  /// Does `body` for at most `limit`; then it is cancelled, and waited for.
  ///
  /// - Returns: what `body` returns; `nil` when the time was up first.
  static func run<Result: Sendable>(
    within limit: Duration,
    _ body: @escaping @Sendable () async -> Result
  ) async -> Result? {
    await withTaskGroup(of: Result?.self) { group in
      group.addTask { await body() }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }
}
