/// The context of a trace as W3C's Trace Context writes it (section 3.2): `00-`, the trace's id, the span's, and flags.
public struct Traceparent: Sendable {
  /// How long it is; bytes.
  public static var length: Int { 55 }

  /// ASCII.
  var text: InlineArray<55, UInt8>

  /// - Parameter fill: writes all ``length`` bytes.
  public init(_ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    var text = InlineArray<55, UInt8>(repeating: UInt8(ascii: "0"))
    var span = text.mutableSpan
    span.withUnsafeMutableBytes(fill)
    self.text = text
  }
}
