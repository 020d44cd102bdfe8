internal import OTLPMessages
internal import SwiftProtobuf
internal import Basics

extension ExportOutcome {
  /// What an `ExportTraceServiceResponse` says. The spans are taken also where it can't be read.
  init(answer: [UInt8]) {
    let response = try? Opentelemetry_Proto_Collector_Trace_V1_ExportTraceServiceResponse(
      serializedBytes: answer
    )
    let partial = response?.partialSuccess
    self = .accepted(
      rejected: Int(clamping: max(partial?.rejectedSpans ?? 0, 0)),
      message: PrintableText.make(from: (partial?.errorMessage ?? "").utf8)
    )
  }
}
