/// Has a span for each record, so that whoever reads the records goes on with its trace.
public protocol RecordTracer: Sendable {
  /// A record is about to be made.
  mutating func begin() -> Traceparent

  /// The record is made.
  ///
  /// - Parameters:
  ///   - decky: the name of the fake machine, as bytes of the line, like those that follow.
  ///   - address: the attacker's; `Unknown` where there is none.
  mutating func end(
    decky: UnsafeRawBufferPointer,
    service: UnsafeRawBufferPointer,
    eventType: UnsafeRawBufferPointer,
    address: UnsafeRawBufferPointer
  )
}
