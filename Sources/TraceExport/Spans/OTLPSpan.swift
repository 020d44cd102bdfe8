internal import OTLPMessages
internal import SwiftProtobuf
internal import Synchronization
package import Tracing

/// A span of ``OTLPTracer``. It is queued for export when it ends; later changes have no effect. A span that isn't
/// sampled keeps only its context.
package final class OTLPSpan: Span {
  private struct State {
    var name: String
    var attributes = SpanAttributes()
    var status: SpanStatus?
    var events = Bounded<SpanEvent>()
    var links = Bounded<SpanLink>()
    var isEnded = false
  }

  private struct Bounded<Element> {
    private(set) var elements: [Element] = []
    private(set) var dropped: UInt32 = 0

    mutating func append(_ element: Element, limit: Int) {
      if elements.count < limit { elements.append(element) } else { dropped &+= 1 }
    }
  }

  /// The context for work done in this span.
  package let context: ServiceContext
  /// The context for other processes.
  package let spanContext: SpanContext
  private let parent: SpanContext?
  private let kind: SpanKind
  private let start: UInt64
  private let limits: SpanLimits
  private let queue: SpanQueue
  private let state: Mutex<State>

  init(
    _ name: String,
    spanContext: SpanContext,
    context: ServiceContext,
    kind: SpanKind,
    start: UInt64,
    limits: SpanLimits,
    queue: SpanQueue
  ) {
    self.spanContext = spanContext
    parent = context.span
    var context = context
    context.span = spanContext
    self.context = context
    self.kind = kind
    self.start = start
    self.limits = limits
    self.queue = queue
    state = Mutex(State(name: name))
  }

  /// Whether changes are kept.
  package var isRecording: Bool { spanContext.isSampled && !state.withLock { $0.isEnded } }

  package var operationName: String {
    get { state.withLock { $0.name } }
    set { change { $0.name = newValue } }
  }

  /// The attributes; cut to the tracer's limits when the span ends.
  package var attributes: SpanAttributes {
    get { state.withLock { $0.attributes } }
    set { change { $0.attributes = newValue } }
  }

  /// Sets the status. `ok` is final (OpenTelemetry's tracing API, "Set Status").
  package func setStatus(_ status: SpanStatus) {
    change { state in
      if state.status?.code != .ok { state.status = status }
    }
  }

  package func addEvent(_ event: SpanEvent) {
    change { [limits] in $0.events.append(event, limit: limits.eventCount) }
  }

  /// Adds an error as an event `exception`, by OpenTelemetry's conventions.
  package func recordError<Instant: TracerInstant>(
    _ error: any Error,
    attributes: SpanAttributes,
    at instant: @autoclosure () -> Instant
  ) {
    guard isRecording else { return }
    var attributes = attributes
    attributes["exception.type"] = String(reflecting: type(of: error))
    attributes["exception.message"] = String(describing: error)
    addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
  }

  /// Links a span that isn't the parent.
  package func addLink(_ link: SpanLink) {
    change { [limits] in $0.links.append(link, limit: limits.linkCount) }
  }

  /// Ends the span; only the first call counts.
  package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    guard spanContext.isSampled else { return }
    let ended = state.withLock { state -> State? in
      guard !state.isEnded else { return nil }
      state.isEnded = true
      return state
    }
    if let ended { queue.add(message(of: ended, end: instant().nanosecondsSinceEpoch)) }
  }

  private func change(_ body: (inout State) -> Void) {
    guard spanContext.isSampled else { return }
    state.withLock { state in
      if !state.isEnded { body(&state) }
    }
  }

  private func message(of state: State, end: UInt64) -> Opentelemetry_Proto_Trace_V1_Span {
    let encoder = AttributeEncoder(limits: limits)
    var message = Opentelemetry_Proto_Trace_V1_Span(spanContext, below: parent)
    message.traceState = context.traceState?.text ?? ""
    message.name = encoder.cut(state.name)
    message.kind = .init(kind)
    message.startTimeUnixNano = start
    message.endTimeUnixNano = max(start, end)
    (message.attributes, message.droppedAttributesCount) = encoder.encode(state.attributes)
    message.events = state.events.elements.map { .init($0, encoder) }
    message.droppedEventsCount = state.events.dropped
    message.links = state.links.elements.compactMap { .init($0, encoder) }
    message.droppedLinksCount = state.links.dropped
    if let status = state.status {
      message.status.code = status.code == .ok ? .ok : .error
      // Only an error has a description (OpenTelemetry's tracing API, "Set Status").
      if status.code == .error { message.status.message = encoder.cut(status.message ?? "") }
    }
    return message
  }
}
