#if GRPC
  internal import GRPCCore
  internal import GRPCNIOTransportHTTP2Posix
  internal import OTLPMessages
  internal import SwiftProtobuf
  internal import Basics

  /// OTLP over gRPC (OTLP specification 1.10, "OTLP/gRPC").
  struct GRPCSpanTransport: SpanTransport {
    private static let method = MethodDescriptor(
      fullyQualifiedService: "opentelemetry.proto.collector.trace.v1.TraceService",
      method: "Export"
    )
    /// The longest answer that is read, in bytes.
    private static let answerLimit = 64 << 10

    private let client: GRPCClient<HTTP2ClientTransport.Posix>
    private let metadata: Metadata

    /// - Throws: where TLS is wanted and can't be set up.
    static func withTransport(
      _ settings: TracingSettings,
      _ body: @Sendable (any SpanTransport) async -> Void
    ) async throws {
      let endpoint = settings.endpoint
      let transport = try HTTP2ClientTransport.Posix(
        target: .dns(host: endpoint.host, port: endpoint.port),
        transportSecurity: endpoint.isSecure ? .tls : .plaintext,
        config: .defaults { config in
          // No longer than the exporter's own pauses, or it would wait twice.
          config.backoff.initial = settings.shortestPause
          config.backoff.max = settings.longestPause
        }
      )
      var metadata: Metadata = [:]
      for header in settings.headers { metadata.addString(header.value, forKey: header.name.lowercased()) }
      try await withGRPCClient(transport: transport) { [metadata] client in
        await body(Self(client: client, metadata: metadata))
      }
    }

    func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome {
      var options = CallOptions.defaults
      options.timeout = timeout
      // An endpoint that isn't there is a fault to be told, not something to wait for in silence.
      options.waitForReady = false
      options.maxResponseMessageBytes = Self.answerLimit
      do {
        return try await client.unary(
          request: ClientRequest(message: request.bytes, metadata: metadata),
          descriptor: Self.method,
          serializer: EncodedBytes(),
          deserializer: EncodedBytes(),
          options: options
        ) { response in
          try .init(answer: response.message)
        }
      } catch let error as RPCError {
        return Self.outcome(of: error)
      } catch {
        return .postponed(reason: TransportFault.reason(error), pause: nil)
      }
    }

    /// Which codes may go better later is OTLP's to say ("Failures" of OTLP/gRPC).
    static func outcome(of error: RPCError) -> ExportOutcome {
      let pause = retryPause(in: error)
      let reason = reason(error)
      switch error.code {
      case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss:
        return .postponed(reason: reason, pause: pause)
      case .resourceExhausted where pause != nil:
        return .postponed(reason: reason, pause: pause)
      default:
        return .refused(reason: reason)
      }
    }

    /// The error underneath, where there is one, since what gRPC says of one depends on when it is asked; else the
    /// endpoint's own words.
    private static func reason(_ error: RPCError) -> String {
      if error.code == .deadlineExceeded { return TransportFault.timedOut }
      if let cause = error.cause as? RPCError { return reason(cause) }
      if let cause = error.cause { return TransportFault.reason(cause) }
      let words = PrintableText.make(from: error.message.utf8)
      return "\(error.code)" + (words.isEmpty ? "" : ": \(words)")
    }

    /// The `RetryInfo` in the details of an error.
    private static func retryPause(in error: RPCError) -> Duration? {
      for bytes in error.metadata[binaryValues: "grpc-status-details-bin"] {
        guard let status = try? Google_Rpc_Status(serializedBytes: bytes) else { continue }
        for detail in status.details where detail.isA(Google_Rpc_RetryInfo.self) {
          guard let info = try? Google_Rpc_RetryInfo(unpackingAny: detail) else { continue }
          return .seconds(max(info.retryDelay.seconds, 0))
            + .nanoseconds(Int64(max(info.retryDelay.nanos, 0)))
        }
      }
      return nil
    }
  }
#endif
