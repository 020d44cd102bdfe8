import TraceExport
import Tracing

/// The trace of one stream, for as long as it is read.
struct StreamTrace {
  private let span: OTLPSpan

  init(_ span: OTLPSpan) { self.span = span }

  /// Makes the spans of its records.
  var tracer: EventTracer { EventTracer(stream: span.spanContext) }

  /// The stream has been read.
  func end() { span.end() }
}
