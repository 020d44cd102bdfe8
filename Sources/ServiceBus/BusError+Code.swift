extension BusError {
  /// A high-level classification of a ``BusError``.
  public struct Code: Hashable, Sendable {
    private enum Wrapped: String, Hashable, Sendable {
      case badTopic = "bad topic"
      case badName = "bad name"
      case badPath = "bad path"
      case addressInUse = "address in use"
      case permissionDenied = "permission denied"
      case unavailable
      case protocolViolation = "protocol violation"
      case connectionLost = "connection lost"
    }

    private var wrapped: Wrapped

    private init(_ wrapped: Wrapped) {
      self.wrapped = wrapped
    }

    /// The text is no topic, or no pattern.
    public static var badTopic: Self { Self(.badTopic) }

    /// The text is no name that a client can say HELLO with.
    public static var badName: Self { Self(.badName) }

    /// No socket can be at the path: it is too long, its directory is missing, or something else is there.
    public static var badPath: Self { Self(.badPath) }

    /// Another broker is alive at the path.
    public static var addressInUse: Self { Self(.addressInUse) }

    /// This process may not open the socket, or not make one in that directory.
    public static var permissionDenied: Self { Self(.permissionDenied) }

    /// Nobody listens at the path, or the system refused a socket.
    public static var unavailable: Self { Self(.unavailable) }

    /// The peer sent what the protocol does not allow.
    public static var protocolViolation: Self { Self(.protocolViolation) }

    /// The connection ended.
    public static var connectionLost: Self { Self(.connectionLost) }
  }
}

extension BusError.Code: CustomStringConvertible {
  /// The code in words, as they begin an error's description.
  public var description: String { wrapped.rawValue }
}
