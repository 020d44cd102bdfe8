public import StatusMetrics

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

extension MetricGroup {
  /// What has become of the spans; `nil` for tracing that is off.
  public init(_ counts: TraceCounts?) {
    self.init(
      "tracing",
      prefix: "tracing_spans",
      counts.map {
        [
          .counter("exported", $0.exported, "Spans that the receiver has taken."),
          .counter("dropped", $0.dropped, "Spans dropped because the queue was full."),
          .counter("failed", $0.failed, "Spans that the receiver has refused or could not be given."),
        ]
      }
    )
  }
}
