extension EngineError {
  /// A high-level classification of an ``EngineError``.
  public struct Code: Hashable, Sendable {
    private enum Wrapped: Hashable, Sendable {
      case unavailable
      case permissionDenied
      case notFound
      case status(Int)
      case daemonError
      case protocolViolation
      case connectionLost
      case badEndpoint
      case tls
      case timedOut
      case cancelled
    }

    private var wrapped: Wrapped

    private init(_ wrapped: Wrapped) {
      self.wrapped = wrapped
    }

    /// Nobody listens at the endpoint: no socket, connection refused, no connection within the time allowed.
    public static var unavailable: Self { Self(.unavailable) }

    /// The UNIX socket is there, and this process may not open it.
    public static var permissionDenied: Self { Self(.permissionDenied) }

    /// The engine does not know the container (HTTP status 404).
    public static var notFound: Self { Self(.notFound) }

    /// The engine answered with an HTTP status that is neither 200 nor 404.
    public static func status(_ status: Int) -> Self { Self(.status(status)) }

    /// The engine reported an error inside a log stream that had begun well (frame type 3).
    public static var daemonError: Self { Self(.daemonError) }

    /// The answer is not what the Docker Engine API says: a bad frame, a missing stamp, JSON that isn't.
    public static var protocolViolation: Self { Self(.protocolViolation) }

    /// The connection ended before the answer did.
    ///
    /// A log or event stream that ends like this was cut short: the engine died, or something between, such as a proxy
    /// that closes what is idle, has cut it.
    public static var connectionLost: Self { Self(.connectionLost) }

    /// `DOCKER_HOST`, or the setting in its place, is not an address that can be connected to.
    public static var badEndpoint: Self { Self(.badEndpoint) }

    /// A certificate can't be read, or the TLS handshake failed.
    public static var tls: Self { Self(.tls) }

    /// The connection stands, and the answer did not come within the time allowed.
    public static var timedOut: Self { Self(.timedOut) }

    /// The task was cancelled while it waited for the engine.
    public static var cancelled: Self { Self(.cancelled) }

    /// The HTTP status of a ``status(_:)`` code, and 404 for ``notFound``.
    public var httpStatus: Int? {
      switch self.wrapped {
      case .status(let status): return status
      case .notFound: return 404
      default: return nil
      }
    }
  }
}

extension EngineError.Code: CustomStringConvertible {
  /// The code in words, as they begin an error's description.
  public var description: String {
    switch self.wrapped {
    case .unavailable: return "unavailable"
    case .permissionDenied: return "permission denied"
    case .notFound: return "not found"
    case .status(let status): return "status \(status)"
    case .daemonError: return "daemon error"
    case .protocolViolation: return "protocol violation"
    case .connectionLost: return "connection lost"
    case .badEndpoint: return "bad endpoint"
    case .tls: return "TLS"
    case .timedOut: return "timed out"
    case .cancelled: return "cancelled"
    }
  }
}
