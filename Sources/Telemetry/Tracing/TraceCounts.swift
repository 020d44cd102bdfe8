/// What has become of the spans so far.
public struct TraceCounts: Hashable, Sendable {
  /// Accepted by the endpoint.
  public var exported = 0
  /// Left out because the queue was full, or after the end.
  public var dropped = 0
  /// Taken from the queue, and not accepted: refused for good, or tried until the time was up.
  public var failed = 0

  /// Nothing so far.
  public init() {}
}
