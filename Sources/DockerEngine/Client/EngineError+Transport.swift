internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension EngineError {
  /// Says what an error of the network libraries means for a request to `endpoint`.
  package init(transport error: any Error, endpoint: EngineEndpoint) {
    switch error {
    case let error as EngineError: self = error
    case is CancellationError: self.init(code: .cancelled, message: "cancelled while waiting for \(endpoint)")
    case let error as IOError: self.init(errno: error.errnoCode, endpoint: endpoint, cause: error)
    case let error as NIOConnectionError: self.init(connection: error, endpoint: endpoint)
    case let error as ChannelError: self.init(channel: error, endpoint: endpoint)
    case let error as HTTPClientError: self.init(client: error, endpoint: endpoint)
    case is NIOTooManyBytesError:
      self.init(code: .protocolViolation, message: "an answer of \(endpoint) is too large", cause: error)
    case let error as HTTPParserError where error == .invalidEOFState:
      self = .connectionLost(endpoint, cause: error)
    case is HTTPParserError:
      self.init(code: .protocolViolation, message: "\(endpoint) does not speak HTTP", cause: error)
    case NIOSSLError.uncleanShutdown: self = .connectionLost(endpoint, cause: error)
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError, is NIOSSLCloseTimedOutError:
      self.init(code: .tls, message: "TLS with \(endpoint) failed", cause: error)
    default: self = .connectionLost(endpoint, cause: error)
    }
  }

  /// The connection ended before the answer did.
  static func connectionLost(_ endpoint: EngineEndpoint, cause: (any Error)? = nil) -> Self {
    Self(
      code: .connectionLost,
      message: "the connection to \(endpoint) ended before the answer did",
      cause: cause
    )
  }

  private init(errno: Int32, endpoint: EngineEndpoint, cause: any Error) {
    switch (errno, endpoint.address) {
    case (EACCES, .unix(let path)), (EPERM, .unix(let path)):
      self.init(
        code: .permissionDenied,
        message: SocketOwnership.permissionMessage(path: path, SocketOwnership(path: path)),
        cause: cause
      )
    case (ENOENT, .unix(let path)), (ENOTDIR, .unix(let path)):
      self.init(code: .unavailable, message: "there is no socket \(path): is the engine running?")
    case (ENOTSOCK, .unix(let path)): self.init(code: .unavailable, message: "\(path) is not a socket")
    case (ECONNREFUSED, _):
      self.init(code: .unavailable, message: "nobody listens at \(endpoint): is the engine running?")
    case (EMFILE, _), (ENFILE, _):
      self.init(
        code: .unavailable,
        message: "no file descriptor is left for a connection to \(endpoint)",
        cause: cause
      )
    case (ENETUNREACH, _), (EHOSTUNREACH, _), (ENETDOWN, _), (EHOSTDOWN, _), (ETIMEDOUT, _), (EAGAIN, _):
      self.init(code: .unavailable, message: "\(endpoint) can't be reached", cause: cause)
    default: self = .connectionLost(endpoint, cause: cause)
    }
  }

  private init(connection error: NIOConnectionError, endpoint: EngineEndpoint) {
    if let first = error.connectionErrors.first {
      self.init(transport: first.error, endpoint: endpoint)
      return
    }
    self.init(
      code: .unavailable,
      message: "the name of \(endpoint) can't be resolved",
      cause: error.dnsAError ?? error.dnsAAAAError
    )
  }

  private init(channel error: ChannelError, endpoint: EngineEndpoint) {
    switch error {
    case .connectTimeout:
      self.init(code: .unavailable, message: "connecting to \(endpoint) timed out", cause: error)
    default: self = .connectionLost(endpoint, cause: error)
    }
  }

  private init(client error: HTTPClientError, endpoint: EngineEndpoint) {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout:
      self.init(code: .unavailable, message: "connecting to \(endpoint) timed out", cause: error)
    case .deadlineExceeded, .readTimeout, .writeTimeout:
      self.init(code: .timedOut, message: "\(endpoint) did not answer in time", cause: error)
    case .tlsHandshakeTimeout:
      self.init(code: .tls, message: "TLS with \(endpoint) failed: no handshake in time", cause: error)
    case .cancelled: self.init(code: .cancelled, message: "cancelled while waiting for \(endpoint)")
    default: self = .connectionLost(endpoint, cause: error)
    }
  }
}
