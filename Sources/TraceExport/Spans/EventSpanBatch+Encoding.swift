internal import OTLPMessages

extension EventSpanBatch {
  private static let name = Array("collector.event".utf8)
  private static let keys = ["decky", "service", "event_type", "attacker_ip"].map { Array($0.utf8) }
  private static let kind = UInt8(Opentelemetry_Proto_Trace_V1_Span.SpanKind.internal.rawValue)
  /// The size of a span without its attributes.
  private static let fixedLength = 18 + 10 + 10 + WireBytes.size(of: name.count) + 2 + 9 + 9 + 6

  /// Appends some of the spans as `spans` of a `ScopeSpans`.
  ///
  /// By hand, since there is one for every record: the library's messages took seven times as long.
  func encode(_ range: Range<Int>, to output: inout WireBytes) {
    let flags = Opentelemetry_Proto_Trace_V1_Span.flags(isSampled: true, isParentRemote: false)
    text.withUnsafeBytes { text in
      for span in spans[range] {
        let decky = Int(span.offset)
        let service = decky + Int(span.deckyLength)
        let eventType = service + Int(span.serviceLength)
        let attacker = eventType + Int(span.eventTypeLength)
        let values = (
          Self.valid(text[decky..<service]), Self.valid(text[service..<eventType]),
          Self.valid(text[eventType..<attacker]),
          Self.valid(text[attacker..<attacker + Int(span.attackerLength)])
        )
        let lengths = (
          Self.attributeLength(0, values.0), Self.attributeLength(1, values.1),
          Self.attributeLength(2, values.2), Self.attributeLength(3, values.3)
        )
        let attributes =
          WireBytes.size(of: lengths.0) + WireBytes.size(of: lengths.1) + WireBytes.size(of: lengths.2)
          + WireBytes.size(of: lengths.3)
        output.put(OTLPField.spans, length: Self.fixedLength + attributes)
        output.put(OTLPField.Span.traceID, length: 16)
        output.put(stream.traceID.high.byteSwapped)
        output.put(stream.traceID.low.byteSwapped)
        output.put(OTLPField.Span.spanID, length: 8)
        output.put(span.id.number.byteSwapped)
        output.put(OTLPField.Span.parentSpanID, length: 8)
        output.put(stream.spanID.number.byteSwapped)
        output.put(OTLPField.Span.name, Self.name)
        output.put(OTLPField.Span.kind)
        output.put(Self.kind)
        output.put(OTLPField.Span.start)
        output.put(span.start)
        output.put(OTLPField.Span.end)
        output.put(max(span.start, span.end))
        Self.put(0, values.0, lengths.0, to: &output)
        Self.put(1, values.1, lengths.1, to: &output)
        Self.put(2, values.2, lengths.2, to: &output)
        Self.put(3, values.3, lengths.3, to: &output)
        output.bytes.append(contentsOf: OTLPField.Span.flags)
        output.put(flags)
      }
    }
  }

  /// OTLP's strings are UTF-8, but attackers influence these.
  @inline(__always)
  private static func valid(_ bytes: Slice<UnsafeRawBufferPointer>) -> Text {
    if bytes.allSatisfy({ $0 < 0x80 }) { return .ascii(UnsafeRawBufferPointer(rebasing: bytes)) }
    return .repaired(Array(String(decoding: bytes, as: UTF8.self).utf8))
  }

  @inline(__always)
  private static func attributeLength(_ key: Int, _ value: Text) -> Int {
    WireBytes.size(of: keys[key].count) + WireBytes.size(of: WireBytes.size(of: value.count))
  }

  @inline(__always)
  private static func put(_ key: Int, _ value: Text, _ length: Int, to output: inout WireBytes) {
    output.put(OTLPField.Span.attributes, length: length)
    output.put(OTLPField.Attribute.key, keys[key])
    output.put(OTLPField.Attribute.value, length: WireBytes.size(of: value.count))
    switch value {
    case .ascii(let bytes): output.put(OTLPField.Attribute.string, bytes)
    case .repaired(let bytes): output.put(OTLPField.Attribute.string, bytes)
    }
  }

  /// UTF-8, as it came or as a repaired copy.
  private enum Text {
    case ascii(UnsafeRawBufferPointer)
    case repaired([UInt8])

    var count: Int {
      switch self {
      case .ascii(let bytes): bytes.count
      case .repaired(let bytes): bytes.count
      }
    }
  }
}
