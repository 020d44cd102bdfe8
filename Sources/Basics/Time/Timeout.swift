/// Does `body` for at most `limit`; then it is cancelled, and waited for: it must heed that.
///
/// - Returns: `nil` if the time was up first, or the caller's task was cancelled.
/// - Throws: what `body` throws.
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
