/// The tags of OTLP's fields that are written without a message of the library: the field's number, shifted by three,
/// and how its value is written (`trace.proto`, `common.proto`; protobuf's "Encoding").
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
    /// Its number is 16, so that it has two bytes.
    static let flags: [UInt8] = [0x80 | 5, (16 << 3) >> 7]
  }

  /// Fields of `KeyValue` and, for a string, of its `AnyValue`.
  enum Attribute {
    static let key: UInt8 = 1 << 3 | 2
    static let value: UInt8 = 2 << 3 | 2
    static let string: UInt8 = 1 << 3 | 2
  }
}
