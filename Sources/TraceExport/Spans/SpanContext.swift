internal import Basics

/// What others need to know of a span to continue its trace.
public struct SpanContext: Hashable, Sendable {
  /// The trace.
  public let traceID: TraceID
  /// The span.
  public let spanID: SpanID
  /// Whether the trace is recorded: a span below this one should then be recorded as well.
  public let isSampled: Bool
  /// Whether the span is another process's.
  public let isRemote: Bool

  /// The context of a span.
  public init(traceID: TraceID, spanID: SpanID, isSampled: Bool, isRemote: Bool = false) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
    self.isRemote = isRemote
  }
}

extension SpanContext {
  /// How long ``traceparent`` is, in bytes.
  public static let traceparentLength = 55

  /// The context as W3C Trace Context's `traceparent` (section 3.2), version 00.
  public var traceparent: String {
    String(unsafeUninitializedCapacity: Self.traceparentLength) { room in
      putTraceparent(at: UnsafeMutableRawBufferPointer(room))
      return Self.traceparentLength
    }
  }

  /// Writes ``traceparent`` to where there is room for it, and makes no string on the way.
  ///
  /// - Parameter target: at least ``traceparentLength`` bytes.
  @inline(__always)
  public func putTraceparent(at target: UnsafeMutableRawBufferPointer) {
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

  /// The context of another process's span, as its `traceparent` gives it.
  ///
  /// - Returns: `nil` for what W3C Trace Context calls invalid. A version after 00 may have more at its end.
  public init?(traceparent: String) {
    // A longer one of a later version is read no further than this either way.
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
