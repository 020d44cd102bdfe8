import OTLPMessages
import SwiftProtobuf

@testable import TraceExport

extension ExportRequest {
  /// The spans in it.
  func decoded() throws -> [Opentelemetry_Proto_Trace_V1_Span] {
    try Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceRequest(serializedBytes: bytes)
      .resourceSpans.flatMap(\.scopeSpans).flatMap(\.spans)
  }
}
