public import Instrumentation
public import Tracing

/// A tracer whose spans go to an OpenTelemetry endpoint, through a ``SpanExporter``.
///
/// It also carries traces from process to process, as W3C Trace Context describes it (`traceparent`, `tracestate`).
///
/// ```swift
/// let exporter = SpanExporter(settings: settings, logger: logger)
/// let tracer = OTLPTracer(settings: settings, exporter: exporter)
/// await tracer.withSpan("collector.stream_container") { span in … }
/// ```
public struct OTLPTracer: Tracer {
  /// The names of what is injected and extracted.
  private enum Key {
    static let traceparent = "traceparent"
    static let tracestate = "tracestate"
  }

  private let sampler: TraceSampler
  private let limits: SpanLimits
  private let queue: SpanQueue

  /// A tracer.
  ///
  /// - Parameter exporter: where spans go when they have ended; it has to be run by someone.
  public init(settings: TracingSettings, exporter: SpanExporter) {
    sampler = settings.sampler
    limits = settings.limits
    queue = exporter.queue
  }

  /// Starts a span, below the one that `context` has, if any.
  public func startSpan<Instant: TracerInstant>(
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

  /// Exports what has ended so far without waiting for more; does not wait for that.
  public func forceFlush() {
    queue.hasten()
  }

  /// Continues another process's trace: reads its `traceparent` and `tracestate`, if they are valid.
  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier,
    into context: inout ServiceContext,
    using extractor: Extract
  ) where Extract.Carrier == Carrier {
    guard let text = extractor.extract(key: Key.traceparent, from: carrier),
      let span = SpanContext(traceparent: text)
    else { return }
    context.span = span
    context.traceState = extractor.extract(key: Key.tracestate, from: carrier).flatMap(TraceState.init)
  }

  /// Hands the trace on: writes `traceparent`, and `tracestate` if there is one.
  public func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext,
    into carrier: inout Carrier,
    using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let span = context.span else { return }
    injector.inject(span.traceparent, forKey: Key.traceparent, into: &carrier)
    if let state = context.traceState {
      injector.inject(state.text, forKey: Key.tracestate, into: &carrier)
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

  /// The span that a new one would be below.
  public var span: SpanContext? {
    get { self[SpanKey.self] }
    set { self[SpanKey.self] = newValue }
  }

  /// What the trace carries along for vendors.
  public var traceState: TraceState? {
    get { self[StateKey.self] }
    set { self[StateKey.self] = newValue }
  }
}

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
