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
