import Testing

/// Waits until `condition` holds.
///
/// - Throws: if it does not within half a minute.
func eventually(
  _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(30)
  while await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("\(what): not in half a minute", sourceLocation: sourceLocation)
      throw CancellationError()
    }
    try await Task.sleep(for: .milliseconds(2))
  }
}
