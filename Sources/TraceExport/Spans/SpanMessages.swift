internal import OTLPMessages
internal import SwiftProtobuf
internal import Tracing

extension Opentelemetry_Proto_Trace_V1_Span {
  /// A span with nothing but its place in the trace.
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
  /// `nil` for a link to no span.
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

/// Converts the attributes of swift-distributed-tracing to OTLP's, within limits.
struct AttributeEncoder {
  private typealias Value = Opentelemetry_Proto_Common_V1_AnyValue

  let limits: SpanLimits

  /// The attributes sorted by name, and how many are left out.
  func encode(_ attributes: SpanAttributes) -> ([Opentelemetry_Proto_Common_V1_KeyValue], dropped: UInt32) {
    var encoded: [Opentelemetry_Proto_Common_V1_KeyValue] = []
    attributes.forEach { name, attribute in
      guard let value = value(attribute) else { return }
      var pair = Opentelemetry_Proto_Common_V1_KeyValue()
      pair.key = cut(name)
      pair.value = value
      encoded.append(pair)
    }
    encoded.sort { $0.key < $1.key }
    let dropped = max(encoded.count - limits.attributeCount, 0)
    encoded.removeLast(dropped)
    return (encoded, UInt32(clamping: dropped))
  }

  func cut(_ text: String) -> String { BoundedText.cut(text, to: limits.valueLength) }

  private func value(_ attribute: SpanAttribute) -> Value? {
    switch attribute {
    case .int32(let value): .with { $0.intValue = Int64(value) }
    case .int64(let value): .with { $0.intValue = value }
    case .double(let value): .with { $0.doubleValue = value }
    case .bool(let value): .with { $0.boolValue = value }
    case .string(let value): .with { $0.stringValue = cut(value) }
    case .stringConvertible(let value): .with { $0.stringValue = cut("\(value)") }
    case .int32Array(let values): array(values) { $0.intValue = Int64($1) }
    case .int64Array(let values): array(values) { $0.intValue = $1 }
    case .doubleArray(let values): array(values) { $0.doubleValue = $1 }
    case .boolArray(let values): array(values) { $0.boolValue = $1 }
    case .stringArray(let values): array(values) { $0.stringValue = cut($1) }
    case .stringConvertibleArray(let values): array(values) { $0.stringValue = cut("\($1)") }
    default: nil
    }
  }

  private func array<Element>(_ elements: [Element], _ set: (inout Value, Element) -> Void) -> Value {
    .with { value in
      value.arrayValue.values = elements.prefix(limits.attributeCount).map { element in
        .with { set(&$0, element) }
      }
    }
  }
}

/// Text cut to a number of bytes, between characters.
enum BoundedText {
  /// How much of UTF-8 text fits into `limit` bytes without cutting a character.
  static func length(of bytes: UnsafeRawBufferPointer, within limit: Int) -> Int {
    guard bytes.count > limit else { return bytes.count }
    var length = limit
    // A character's first byte is followed by at most three of the form 10xxxxxx; more are not UTF-8.
    while length > 0, limit - length < 4, bytes[length] & 0xc0 == 0x80 { length -= 1 }
    return limit - length < 4 ? length : limit
  }

  /// The beginning of a text, at most `limit` bytes of UTF-8.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var text = text
    return text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      return String(decoding: bytes[..<length(of: bytes, within: limit)], as: UTF8.self)
    }
  }
}
