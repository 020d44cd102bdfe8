internal import AsyncHTTPClient
public import Logging
internal import NIOCore
internal import NIOPosix

/// A client of one container engine, through its HTTP API.
///
/// It sends GET requests and nothing else, so it also works behind a proxy that lets only those through. It
/// connects when something is asked, so creating one succeeds without an engine. Lists and inspects share a few
/// connections; every log stream and the event stream have one of their own, which lives as long as the
/// closure that was handed the stream.
///
/// ```swift
/// try await EngineClient.withClient(endpoint: endpoint) { client in
///   for container in try await client.containers() where container.isRunning {
///     print(container.names)
///   }
/// }
/// ```
///
/// Who creates a client with ``init(endpoint:logger:configuration:)`` must call ``shutdown()``, once, after all
/// its calls have returned.
public final class EngineClient: Sendable {
  static let userAgent = "decklog"

  /// The engine's address.
  public let endpoint: EngineEndpoint

  let configuration: Configuration
  let logger: Logger?
  let http: HTTPClient
  let connector: StreamConnector
  private let group: MultiThreadedEventLoopGroup

  /// Creates a client; reads the endpoint's certificates, and does not connect yet.
  ///
  /// - Parameters:
  ///   - endpoint: Where the engine listens.
  ///   - logger: Where to report what is not an error to the caller, such as an event that can't be read.
  ///   - configuration: The limits to keep to.
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
    // Otherwise a missing socket is only reported when the connect timeout is over.
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

  /// Closes all connections and ends the client's thread. The client is of no use after that.
  ///
  /// To be called once, after the last call has returned.
  public func shutdown() async throws {
    try await self.http.shutdown()
    try await self.group.shutdownGracefully()
  }

  /// Docker's own client ignores TLS settings on a UNIX socket, and so must whoever reads its environment.
  static func usableTLS(of endpoint: EngineEndpoint) -> EngineEndpoint.TLS? {
    if case .unix = endpoint.address { return nil }
    return endpoint.tls
  }
}
