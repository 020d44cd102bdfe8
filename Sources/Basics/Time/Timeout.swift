/// Runs `body` for at most `limit`, then cancels it and waits for it to return.
///
/// - Returns: `nil` after the time limit, or if the caller's task was cancelled.
package func withTimeout<Value: Sendable, Failure: Error>(
  _ limit: Duration,
  _ body: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value? {
  let outcome: Result<Value, Failure>? = await withTaskGroup(of: Result<Value, Failure>?.self) { group in
    group.addTask {
      do throws(Failure) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    group.addTask {
      try? await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    return await group.next() ?? nil
  }
  return try outcome?.get()
}
