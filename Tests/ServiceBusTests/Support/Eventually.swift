import Testing

/// Waits until `condition` holds.
///
/// - Throws: if it does not within two minutes.
func eventually(
  _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(120)
  while await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("\(what): not in two minutes", sourceLocation: sourceLocation)
      throw CancellationError()
    }
    try await Task.sleep(for: .milliseconds(2))
  }
}
