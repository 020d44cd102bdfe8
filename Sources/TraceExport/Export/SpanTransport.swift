internal import Basics
internal import OTLPMessages
internal import SwiftProtobuf

/// Carries requests to an endpoint. Does not retry.
protocol SpanTransport: Sendable {
  /// Sends a request and waits at most `timeout` for the answer; returns early if the task is cancelled.
  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome

  /// Closes its connections, after the last request.
  func close() async
}

/// The outcome of one request.
enum ExportOutcome: Hashable, Sendable {
  /// The endpoint took it except for `rejected` spans (OTLP's partial success), with a reason or a warning.
  case accepted(rejected: Int, message: String)
  /// A later attempt may succeed, after `pause` if the endpoint asks for one.
  case postponed(reason: String, pause: Duration?)
  /// No later attempt would succeed.
  case refused(reason: String)

  /// Reads an `ExportTraceServiceResponse`; if it can't be decoded, the spans were still taken.
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
