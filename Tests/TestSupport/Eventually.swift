/// A condition that did not become true.
public struct NeverHappened: Error, CustomStringConvertible {
  /// The condition, how long it was waited for, and where.
  public let description: String
}

/// Waits until `condition` is true, for what nothing announces.
///
/// - Parameters:
///   - what: the condition, for the message.
///   - limit: how long to wait on a machine of usual speed; ``Patience`` multiplies it.
///   - pause: how long to wait between two looks, at least: one that takes long leaves the processor to others for longer.
/// - Throws: ``NeverHappened`` when the limit is over, and what `condition` throws.
public func eventually(
  _ what: String,
  within limit: Duration = .seconds(120),
  every pause: Duration = .milliseconds(10),
  fileID: StaticString = #fileID,
  line: UInt = #line,
  isolation: isolated (any Actor)? = #isolation,
  _ condition: () async throws -> Bool
) async throws {
  let limit = Patience.limit(limit)
  let end = ContinuousClock.now + limit
  while true {
    let start = ContinuousClock.now
    if try await condition() { return }
    let now = ContinuousClock.now
    guard now < end else {
      throw NeverHappened(description: "\(fileID):\(line): not within \(limit): \(what)")
    }
    try await Task.sleep(for: max(pause, min((now - start) * 4, .seconds(1))))
  }
}
