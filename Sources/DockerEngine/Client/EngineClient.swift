internal import AsyncHTTPClient
public import Logging
internal import NIOCore
internal import NIOPosix

/// A client of one container engine's HTTP API.
///
/// It sends only GET requests, so it works behind a read-only proxy. It connects on demand, so creating one succeeds
/// without an engine. Lists and inspects share a few connections; each log or event stream has its own, which lives as
/// long as the closure that uses it.
///
/// ```swift
/// try await EngineClient.withClient(endpoint: endpoint) { client in
///   for container in try await client.containers() where container.isRunning {
///     print(container.names)
///   }
/// }
/// ```
///
/// After ``init(endpoint:logger:configuration:)``, call ``shutdown()`` once, when all other calls have returned.
public final class EngineClient: Sendable {
  static let userAgent = "decklog"

  /// The engine's address.
  public let endpoint: EngineEndpoint

  let configuration: Configuration
  let logger: Logger?
  let http: HTTPClient
  let connector: StreamConnector
  private let group: MultiThreadedEventLoopGroup

  /// Creates a client and reads the endpoint's certificates; it connects on demand.
  ///
  /// - Parameters:
  ///   - endpoint: Where the engine listens.
  ///   - logger: Receives what is not an error to the caller, such as unreadable events.
  ///   - configuration: Timeouts and limits.
  /// - Throws: ``EngineError/Code-swift.struct/tls`` if a certificate can't be read.
  public init(
    endpoint: EngineEndpoint,
    logger: Logger? = nil,
    configuration: Configuration = Configuration()
  ) throws(EngineError) {
    var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
    settings.httpVersion = .http1Only
    settings.timeout.connect = TimeAmount(configuration.connectTimeout)
    settings.timeout.read = TimeAmount(max(configuration.requestTimeout, configuration.listTimeout))
    // Otherwise a missing socket is reported only after the connect timeout.
    settings.connectionPool.retryConnectionEstablishment = false
    var hostHeader = "docker"
    if case .tcp(let host, let port) = endpoint.address {
      hostHeader = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
    let tls = try Self.usableTLS(of: endpoint).map { tls throws(EngineError) in
      try TLSMaterial.configuration(for: tls)
    }
    settings.tlsConfiguration = tls
    let context = try tls.map { tls throws(EngineError) in try TLSMaterial.context(tls) }
    self.endpoint = endpoint
    self.configuration = configuration
    self.logger = logger
    self.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    self.http = HTTPClient(eventLoopGroupProvider: .shared(self.group), configuration: settings)
    self.connector = StreamConnector(
      endpoint: endpoint,
      group: self.group,
      tls: context,
      limits: configuration,
      hostHeader: hostHeader
    )
  }

  /// Runs `body` with a client that is shut down afterwards, however `body` ends.
  ///
  /// - Throws: ``EngineError`` if the client can't be created, and what `body` throws.
  public static func withClient<Result>(
    endpoint: EngineEndpoint,
    logger: Logger? = nil,
    configuration: Configuration = Configuration(),
    _ body: (EngineClient) async throws -> Result
  ) async throws -> Result {
    let client = try EngineClient(endpoint: endpoint, logger: logger, configuration: configuration)
    do {
      let result = try await body(client)
      try await client.shutdown()
      return result
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  /// Closes all connections and ends the client's thread. Call it once, after the last call has returned.
  public func shutdown() async throws {
    try await self.http.shutdown()
    try await self.group.shutdownGracefully()
  }

  /// Like Docker's own client, ignores TLS settings on a UNIX socket.
  static func usableTLS(of endpoint: EngineEndpoint) -> EngineEndpoint.TLS? {
    if case .unix = endpoint.address { return nil }
    return endpoint.tls
  }
}
