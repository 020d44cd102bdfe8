/// Where a container engine listens, and how to connect to it.
public struct EngineEndpoint: Sendable, Hashable {
  /// A socket address of an engine.
  public enum Address: Sendable, Hashable {
    /// A UNIX domain socket, by its path.
    case unix(path: String)
    /// A TCP port. The host is a name or a literal address, IPv6 without brackets.
    case tcp(host: String, port: Int)
  }

  /// How the connection is protected and this client authenticates.
  public struct TLS: Sendable, Hashable {
    /// The directory of `ca.pem`, `cert.pem` and `key.pem` (`DOCKER_CERT_PATH`). `nil` means no client certificate, and
    /// the system's certificate authorities.
    public var certificateDirectory: String?
    /// Whether the engine's certificate must be signed by `ca.pem` and have the host's name.
    public var verifies: Bool

    /// Creates the TLS half of an endpoint.
    public init(certificateDirectory: String?, verifies: Bool) {
      self.certificateDirectory = certificateDirectory
      self.verifies = verifies
    }
  }

  /// The socket to connect to.
  public var address: Address
  /// TLS; `nil` means plain HTTP. Ignored on a UNIX socket.
  public var tls: TLS?

  /// Creates an endpoint from its parts.
  public init(address: Address, tls: TLS? = nil) {
    self.address = address
    self.tls = tls
  }
}

extension EngineEndpoint: CustomStringConvertible {
  /// The endpoint as `DOCKER_HOST` spells it, for messages: `unix:///var/run/docker.sock`.
  public var description: String {
    switch self.address {
    case .unix(let path):
      return "unix://\(path)"
    case .tcp(let host, let port):
      let name = host.contains(":") ? "[\(host)]" : host
      return "tcp://\(name):\(port)" + (self.tls == nil ? "" : " (TLS)")
    }
  }
}
