internal import FoundationEssentials

extension SpanID {
  /// The id as OTLP has it.
  var data: Data { withUnsafeBytes(of: number.bigEndian) { Data($0) } }
}

extension TraceID {
  /// The id as OTLP has it.
  var data: Data { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) } }
}
