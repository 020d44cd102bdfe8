/// The transports that an endpoint may ask for.
enum SpanTransports {
  /// Runs `body` with the transport for `settings`, which is closed afterwards.
  static func withTransport(
    _ settings: TracingSettings,
    _ body: @Sendable (any SpanTransport) async -> Void
  ) async throws {
    switch settings.endpoint.transport {
    case .http: try await HTTPSpanTransport.withTransport(settings, body)
    case .grpc:
      #if GRPC
        try await GRPCSpanTransport.withTransport(settings, body)
      #else
        throw GRPCUnavailable()
      #endif
    }
  }
}

#if !GRPC
  /// This build is without the package's trait `GRPC`.
  private struct GRPCUnavailable: Error, CustomStringConvertible {
    var description: String {
      "this build has no gRPC; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or build with the trait GRPC"
    }
  }
#endif
