internal import Basics
package import Instrumentation
package import Tracing

/// A tracer that exports its spans to an OpenTelemetry endpoint through a ``SpanExporter``, and propagates traces between
/// processes as W3C Trace Context (`traceparent`, `tracestate`).
///
/// ```swift
/// let exporter = SpanExporter(settings: settings, logger: logger)
/// let tracer = OTLPTracer(settings: settings, exporter: exporter)
/// await tracer.withSpan("collector.stream_container") { span in … }
/// ```
package struct OTLPTracer: Tracer {
  private static let traceparentKey = "traceparent"
  private static let tracestateKey = "tracestate"

  private let sampler: TraceSampler
  private let limits: SpanLimits
  private let queue: SpanQueue

  /// - Parameter exporter: takes ended spans; the caller has to run it.
  package init(settings: TracingSettings, exporter: SpanExporter) {
    sampler = settings.sampler
    limits = settings.limits
    queue = exporter.queue
  }

  /// Starts a span, as a child of the one in `context` if there is any.
  package func startSpan<Instant: TracerInstant>(
    _ operationName: String,
    context: @autoclosure () -> ServiceContext,
    ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant,
    function: String,
    file fileID: String,
    line: UInt
  ) -> OTLPSpan {
    let context = context()
    var generator = SystemRandomNumberGenerator()
    let traceID = context.span?.traceID ?? .random(using: &generator)
    return OTLPSpan(
      operationName,
      spanContext: SpanContext(
        traceID: traceID,
        spanID: .random(using: &generator),
        isSampled: sampler.samples(traceID, below: context.span)
      ),
      context: context,
      kind: kind,
      start: instant().nanosecondsSinceEpoch,
      limits: limits,
      queue: queue
    )
  }

  /// Starts to export what has ended so far.
  package func forceFlush() { queue.ready.open() }

  /// Reads another process's `traceparent` and `tracestate`, if they are valid.
  package func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier,
    into context: inout ServiceContext,
    using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let text = extractor.extract(key: Self.traceparentKey, from: carrier),
      let span = SpanContext(traceparent: text)
    else { return }
    context.span = span
    context.traceState = extractor.extract(key: Self.tracestateKey, from: carrier).flatMap(TraceState.init)
  }

  /// Writes `traceparent`, and `tracestate` if there is one.
  package func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext,
    into carrier: inout Carrier,
    using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let span = context.span else { return }
    injector.inject(span.traceparent, forKey: Self.traceparentKey, into: &carrier)
    if let state = context.traceState {
      injector.inject(state.text, forKey: Self.tracestateKey, into: &carrier)
    }
  }
}

extension ServiceContext {
  private enum SpanKey: ServiceContextKey {
    typealias Value = SpanContext
    static var nameOverride: String? { "span" }
  }

  private enum StateKey: ServiceContextKey {
    typealias Value = TraceState
    static var nameOverride: String? { "tracestate" }
  }

  /// The parent of a new span.
  var span: SpanContext? {
    get { self[SpanKey.self] }
    set { self[SpanKey.self] = newValue }
  }

  /// The vendors' part of the trace context.
  var traceState: TraceState? {
    get { self[StateKey.self] }
    set { self[StateKey.self] = newValue }
  }
}

/// Decides which traces are recorded (`OTEL_TRACES_SAMPLER`).
struct TraceSampler: Hashable, Sendable {
  /// OpenTelemetry's default, `parentbased_always_on`.
  static let standard = Self(ratio: 1, followsParent: true)

  /// The part of root spans that is recorded, 0 to 1.
  var ratio: Double
  /// Whether a child is recorded if its parent is.
  var followsParent: Bool

  /// Whether a span is recorded.
  func samples(_ traceID: TraceID, below parent: SpanContext?) -> Bool {
    if followsParent, let parent { return parent.isSampled }
    if ratio >= 1 { return true }
    // The same 63 bits as in other SDKs (Go's TraceIDRatioBased), so that services agree about a trace.
    return traceID.low >> 1 < UInt64(max(ratio, 0) * 0x1p63)
  }
}
