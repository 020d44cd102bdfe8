/// Bytes in protobuf's wire format.
struct WireBytes {
  var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// The size of an encoded length, in bytes.
  static func width(of length: Int) -> Int {
    length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5
  }

  /// The size of a field with a tag of one byte, in bytes.
  static func size(of length: Int) -> Int { 1 + width(of: length) + length }

  /// Appends a message, a string or bytes.
  mutating func put(_ tag: UInt8, _ content: some Collection<UInt8>) {
    put(tag, length: content.count)
    bytes.append(contentsOf: content)
  }

  /// Appends a tag and a length; the content follows.
  mutating func put(_ tag: UInt8, length: Int) {
    bytes.append(tag)
    var rest = length
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a number of fixed size, little-endian.
  mutating func put(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// The tags of OTLP's fields that are encoded by hand: the field's number, shifted by three, and its wire type
/// (`trace.proto`, `common.proto`; protobuf's "Encoding").
enum OTLPField {
  /// `ExportTraceServiceRequest.resource_spans`.
  static let resourceSpans: UInt8 = 1 << 3 | 2
  /// `ResourceSpans.scope_spans`.
  static let scopeSpans: UInt8 = 2 << 3 | 2
  /// `ScopeSpans.spans`.
  static let spans: UInt8 = 2 << 3 | 2

  /// Fields of `Span`.
  enum Span {
    static let traceID: UInt8 = 1 << 3 | 2
    static let spanID: UInt8 = 2 << 3 | 2
    static let parentSpanID: UInt8 = 4 << 3 | 2
    static let name: UInt8 = 5 << 3 | 2
    static let kind: UInt8 = 6 << 3 | 0
    static let start: UInt8 = 7 << 3 | 1
    static let end: UInt8 = 8 << 3 | 1
    static let attributes: UInt8 = 9 << 3 | 2
    /// Number 16, which takes two bytes.
    static let flags: [UInt8] = [0x80 | 5, (16 << 3) >> 7]
  }

  /// Fields of `KeyValue` and, for a string, of its `AnyValue`.
  enum Attribute {
    static let key: UInt8 = 1 << 3 | 2
    static let value: UInt8 = 2 << 3 | 2
    static let string: UInt8 = 1 << 3 | 2
  }
}
