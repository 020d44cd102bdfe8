/// Carries requests to an endpoint. Does not repeat them.
protocol SpanTransport: Sendable {
  /// Sends a request and waits for the answer; ends early when the task is cancelled.
  ///
  /// - Parameter timeout: how long it may take.
  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome
}
