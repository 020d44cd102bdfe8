/// What others need to know of a span to continue its trace.
public struct SpanContext: Hashable, Sendable {
  /// The trace.
  public let traceID: TraceID
  /// The span.
  public let spanID: SpanID
  /// Whether the trace is recorded: a span below this one should then be recorded as well.
  public let isSampled: Bool
  /// Whether the span is another process's.
  public let isRemote: Bool

  /// The context of a span.
  public init(traceID: TraceID, spanID: SpanID, isSampled: Bool, isRemote: Bool = false) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
    self.isRemote = isRemote
  }
}
