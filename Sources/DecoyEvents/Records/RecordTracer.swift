/// Records a span for each record, so that readers of the record can continue its trace.
package protocol RecordTracer: Sendable {
  /// Called before a record is written.
  mutating func begin() -> Traceparent

  /// Called after the record was written, with the record's values.
  ///
  /// - Parameter address: the attacker's address, or `Unknown`.
  mutating func end(
    decky: UnsafeRawBufferPointer,
    service: UnsafeRawBufferPointer,
    eventType: UnsafeRawBufferPointer,
    address: UnsafeRawBufferPointer
  )
}

/// A trace context in the format of W3C Trace Context section 3.2: `00-`, trace id, span id and flags.
package struct Traceparent: Sendable {
  /// ASCII.
  var text: InlineArray<55, UInt8>

  /// - Parameter fill: writes all 55 bytes.
  package init(_ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    var text = InlineArray<55, UInt8>(repeating: UInt8(ascii: "0"))
    var span = text.mutableSpan
    span.withUnsafeMutableBytes(fill)
    self.text = text
  }
}
