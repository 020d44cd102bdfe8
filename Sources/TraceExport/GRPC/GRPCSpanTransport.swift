internal import Basics
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// OTLP over gRPC (OTLP specification 1.10, "OTLP/gRPC"), on one connection that is kept between requests.
final class GRPCSpanTransport: SpanTransport {
  private static let path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
  /// The longest answer read, in bytes.
  private static let answerLimit = 64 << 10

  private let settings: TracingSettings
  /// The connection while no request uses it.
  private let idle = Mutex<GRPCConnection?>(nil)

  init(_ settings: TracingSettings) { self.settings = settings }

  func close() { keep(nil) }

  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome {
    let end = ContinuousClock.now + timeout
    let outcome = await withTimeout(timeout) { await self.send(request, until: end) }
    return outcome ?? .postponed(reason: TransportFault.timedOut, pause: nil)
  }

  private func send(_ request: ExportRequest, until end: ContinuousClock.Instant) async -> ExportOutcome {
    do {
      let connection = try await connection(until: end)
      defer { keep(connection) }
      let call = GRPCRequest(
        to: settings.endpoint,
        path: Self.path,
        fields: settings.headers,
        message: request.bytes,
        timeout: ContinuousClock.now.duration(to: end)
      )
      return .init(answer: try await connection.call(call, limit: Self.answerLimit))
    } catch let status as GRPCStatus {
      return status.outcome
    } catch {
      return .postponed(reason: TransportFault.reason(error), pause: nil)
    }
  }

  private func connection(until end: ContinuousClock.Instant) async throws -> GRPCConnection {
    if let connection = idle.withLock({ $0.take() }), await connection.isReady { return connection }
    let tls = try await tls()
    return try await .open(to: settings.endpoint, tls: tls, timeout: ContinuousClock.now.duration(to: end))
  }

  /// A new context for each connection, since the file of certificates may change.
  private func tls() async throws -> NIOSSLContext? {
    guard settings.endpoint.isSecure else { return nil }
    var configuration = settings.tlsConfiguration
    configuration.applicationProtocols = ["h2"]
    return try await NIOThreadPool.singleton.runIfActive { [configuration] in
      try NIOSSLContext(configuration: configuration)
    }
  }

  /// Keeps a connection for the next request, in place of another one.
  private func keep(_ connection: GRPCConnection?) {
    let other = idle.withLock { idle in
      defer { idle = connection }
      return idle
    }
    other?.close()
  }
}
