/// Decides which traces are recorded (`OTEL_TRACES_SAMPLER`).
public struct TraceSampler: Hashable, Sendable {
  /// The part of traces that is recorded where nobody has decided before: 0 to 1.
  public var ratio: Double
  /// Whether a span below another does as that one does.
  public var followsParent: Bool

  /// A sampler.
  public init(ratio: Double, followsParent: Bool) {
    self.ratio = ratio
    self.followsParent = followsParent
  }

  /// Every trace that nobody has decided against: `parentbased_always_on`, the default of OpenTelemetry.
  public static let standard = Self(ratio: 1, followsParent: true)

  /// Whether a span is recorded.
  func samples(_ traceID: TraceID, below parent: SpanContext?) -> Bool {
    if followsParent, let parent { return parent.isSampled }
    if ratio >= 1 { return true }
    // The same 63 bits as in other SDKs (Go's TraceIDRatioBased), so that services agree about a trace.
    return traceID.low >> 1 < UInt64(max(ratio, 0) * 0x1p63)
  }
}
