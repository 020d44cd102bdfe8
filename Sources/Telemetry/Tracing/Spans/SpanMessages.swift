internal import OTLPMessages
internal import SwiftProtobuf
internal import Tracing

extension Opentelemetry_Proto_Trace_V1_Span {
  /// A span of which only its place in the trace is known.
  init(_ context: SpanContext, below parent: SpanContext?) {
    self.init()
    traceID = context.traceID.data
    spanID = context.spanID.data
    if let parent { parentSpanID = parent.spanID.data }
    flags = Self.flags(isSampled: context.isSampled, isParentRemote: parent?.isRemote ?? false)
  }

  /// The flags of W3C Trace Context in the lowest byte, and above it whether the parent is known to be remote
  /// (`SpanFlags` in OTLP's trace.proto).
  static func flags(isSampled: Bool, isParentRemote: Bool) -> UInt32 {
    (isSampled ? 0x001 : 0) | 0x100 | (isParentRemote ? 0x200 : 0)
  }
}

extension Opentelemetry_Proto_Trace_V1_Span.SpanKind {
  init(_ kind: Tracing.SpanKind) {
    switch kind {
    case .server: self = .server
    case .client: self = .client
    case .producer: self = .producer
    case .consumer: self = .consumer
    case .internal: self = .internal
    }
  }
}

extension Opentelemetry_Proto_Trace_V1_Span.Event {
  init(_ event: SpanEvent, _ encoder: AttributeEncoder) {
    self.init()
    name = encoder.cut(event.name)
    timeUnixNano = event.nanosecondsSinceEpoch
    (attributes, droppedAttributesCount) = encoder.encode(event.attributes)
  }
}

extension Opentelemetry_Proto_Trace_V1_Span.Link {
  /// `nil` for a link to what is no span.
  init?(_ link: SpanLink, _ encoder: AttributeEncoder) {
    guard let span = link.context.span else { return nil }
    self.init()
    traceID = span.traceID.data
    spanID = span.spanID.data
    traceState = link.context.traceState?.text ?? ""
    flags = Opentelemetry_Proto_Trace_V1_Span.flags(isSampled: span.isSampled, isParentRemote: span.isRemote)
    (attributes, droppedAttributesCount) = encoder.encode(link.attributes)
  }
}
