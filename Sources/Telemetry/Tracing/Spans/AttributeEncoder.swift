internal import OTLPMessages
internal import SwiftProtobuf
internal import Tracing

/// Makes OTLP's attributes of those of swift-distributed-tracing, within limits.
struct AttributeEncoder {
  let limits: SpanLimits

  /// The attributes in the order of their names, and how many are left out.
  func encode(_ attributes: SpanAttributes) -> ([Opentelemetry_Proto_Common_V1_KeyValue], dropped: UInt32) {
    var encoded: [Opentelemetry_Proto_Common_V1_KeyValue] = []
    attributes.forEach { name, attribute in
      if let value = value(attribute) {
        encoded.append(
          .with {
            $0.key = cut(name)
            $0.value = value
          }
        )
      }
    }
    encoded.sort { $0.key < $1.key }
    let dropped = max(encoded.count - limits.attributeCount, 0)
    encoded.removeLast(dropped)
    return (encoded, UInt32(clamping: dropped))
  }

  /// A text within the limit.
  func cut(_ text: String) -> String { BoundedText.cut(text, to: limits.valueLength) }

  private func value(_ attribute: SpanAttribute) -> Opentelemetry_Proto_Common_V1_AnyValue? {
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

  private func array<Element>(
    _ elements: [Element],
    _ set: (inout Opentelemetry_Proto_Common_V1_AnyValue, Element) -> Void
  ) -> Opentelemetry_Proto_Common_V1_AnyValue {
    .with { value in
      value.arrayValue.values = elements.prefix(limits.attributeCount).map { element in
        .with { set(&$0, element) }
      }
    }
  }
}
