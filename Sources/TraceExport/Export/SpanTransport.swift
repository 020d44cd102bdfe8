internal import Basics
internal import OTLPMessages
internal import SwiftProtobuf

/// Carries requests to an endpoint. Does not repeat them.
protocol SpanTransport: Sendable {
  /// Sends a request and waits for the answer; ends early when the task is cancelled.
  ///
  /// - Parameter timeout: how long it may take.
  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome
}

/// The transports that an endpoint may ask for.
enum SpanTransports {
  /// Runs `body` with the transport for `settings`, which is closed afterwards.
  static func withTransport(
    _ settings: TracingSettings,
    _ body: @Sendable (any SpanTransport) async -> Void
  ) async throws {
    switch settings.endpoint.transport {
    case .http: try await HTTPSpanTransport.withTransport(settings, body)
    case .grpc: await GRPCSpanTransport.withTransport(settings, body)
    }
  }
}

/// What became of one request.
enum ExportOutcome: Hashable, Sendable {
  /// The endpoint took it, but for `rejected` spans (OTLP's partial success), and says why or warns.
  case accepted(rejected: Int, message: String)
  /// It may go better later: `pause` is how long the endpoint asks to wait, where it says so.
  case postponed(reason: String, pause: Duration?)
  /// It would never go better.
  case refused(reason: String)
}

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
