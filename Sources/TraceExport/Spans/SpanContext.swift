internal import Basics

/// What another process needs to know of a span to continue its trace.
package struct SpanContext: Hashable, Sendable {
  let traceID: TraceID
  let spanID: SpanID
  /// Whether the trace is recorded; then so should be the span's children.
  let isSampled: Bool
  /// Whether the span belongs to another process.
  private(set) var isRemote = false
}

extension SpanContext {
  /// The length of ``traceparent``, in bytes.
  package static let traceparentLength = 55

  /// The context as W3C Trace Context's `traceparent` (section 3.2), version 00.
  var traceparent: String {
    String(unsafeUninitializedCapacity: Self.traceparentLength) { buffer in
      putTraceparent(at: UnsafeMutableRawBufferPointer(buffer))
      return Self.traceparentLength
    }
  }

  /// Writes ``traceparent`` without making a string.
  ///
  /// - Parameter target: at least ``traceparentLength`` bytes.
  @inline(__always)
  package func putTraceparent(at target: UnsafeMutableRawBufferPointer) {
    precondition(target.count >= Self.traceparentLength)
    guard let base = target.baseAddress else { return }
    base.storeBytes(of: UInt8(ascii: "0"), as: UInt8.self)
    base.storeBytes(of: UInt8(ascii: "0"), toByteOffset: 1, as: UInt8.self)
    base.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 2, as: UInt8.self)
    HexText.put(traceID.high, at: base + 3)
    HexText.put(traceID.low, at: base + 19)
    base.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 35, as: UInt8.self)
    HexText.put(spanID.number, at: base + 36)
    base.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 52, as: UInt8.self)
    base.storeBytes(of: UInt8(ascii: "0"), toByteOffset: 53, as: UInt8.self)
    base.storeBytes(of: UInt8(ascii: isSampled ? "1" : "0"), toByteOffset: 54, as: UInt8.self)
  }

  /// Reads another process's `traceparent`.
  ///
  /// - Returns: `nil` if it is invalid by W3C Trace Context. A version after 00 may have more at its end.
  init?(traceparent: String) {
    // A longer one of a later version is read no further than this.
    let bytes = Array(traceparent.utf8.prefix(Self.traceparentLength + 1))
    let separator = UInt8(ascii: "-")
    guard bytes.count >= Self.traceparentLength,
      bytes[2] == separator, bytes[35] == separator, bytes[52] == separator,
      let version = HexText.number(bytes[0..<2]), version != 0xff,
      bytes.count == Self.traceparentLength || (version != 0 && bytes[55] == separator),
      let high = HexText.number(bytes[3..<19]),
      let low = HexText.number(bytes[19..<35]),
      let traceID = TraceID(high: high, low: low),
      let spanID = HexText.number(bytes[36..<52]).flatMap(SpanID.init),
      let flags = HexText.number(bytes[53..<55])
    else { return nil }
    self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1, isRemote: true)
  }
}
