@testable import TraceExport

extension SpanContext {
  /// Somebody's span, sampled.
  static var sample: Self {
    var generator = SystemRandomNumberGenerator()
    return Self(
      traceID: .random(using: &generator),
      spanID: .random(using: &generator),
      isSampled: true
    )
  }
}

extension EventSpanWriter {
  /// Keeps a span whose attributes are strings.
  mutating func append(
    _ context: SpanContext,
    start: UInt64,
    end: UInt64,
    _ decky: String,
    _ service: String,
    _ eventType: String,
    _ attackerAddress: String
  ) {
    Array(decky.utf8).withUnsafeBytes { decky in
      Array(service.utf8).withUnsafeBytes { service in
        Array(eventType.utf8).withUnsafeBytes { eventType in
          Array(attackerAddress.utf8).withUnsafeBytes { attackerAddress in
            append(
              context,
              start: start,
              end: end,
              decky: decky,
              service: service,
              eventType: eventType,
              attackerAddress: attackerAddress
            )
          }
        }
      }
    }
  }
}
