import Basics
import Glibc

extension EngineEndpoint {
  /// The default socket of a Docker Engine on this machine.
  public static let defaultSocketPath = "/var/run/docker.sock"

  /// The longest path that fits into a `sockaddr_un`.
  static let maximumSocketPathLength = 107

  /// Reads an endpoint the way the Docker command line reads its environment.
  ///
  /// - Parameters:
  ///   - host: `DOCKER_HOST`: `unix:///path`, `tcp://host[:port]`, `http://…`, `https://…`, or `host:port`.
  ///     IPv6 addresses are in brackets. `nil` or empty is `unix:///var/run/docker.sock`. The default port is 2375, with
  ///     TLS 2376.
  ///   - tlsVerify: Whether `DOCKER_TLS_VERIFY` is set to anything but the empty string: TLS, and the
  ///     engine's certificate is verified.
  ///   - certPath: `DOCKER_CERT_PATH`: the directory of `ca.pem`, `cert.pem` and `key.pem`. If it is given
  ///     without `tlsVerify`, the connection is encrypted and the engine's certificate is not verified.
  ///     With `tlsVerify` alone it is `~/.docker`.
  /// - Throws: ``EngineError/Code-swift.struct/badEndpoint``.
  public init(host: String?, tlsVerify: Bool, certPath: String?) throws(EngineError) {
    guard let host, !host.isEmpty else {
      self.init(address: .unix(path: Self.defaultSocketPath))
      return
    }
    let scheme: Substring
    let rest: Substring
    if let separator = host.firstRange(of: "://") {
      scheme = host[..<separator.lowerBound]
      rest = host[separator.upperBound...]
    } else {
      scheme = "tcp"
      rest = host[...]
    }
    switch scheme {
    case "unix": self.init(address: .unix(path: try Self.socketPath(rest, in: host)))
    case "tcp", "http", "https":
      let tls = Self.tls(scheme: scheme, tlsVerify: tlsVerify, certPath: certPath)
      let address = try Self.tcpAddress(rest, in: host, defaultPort: tls == nil ? 2375 : 2376)
      self.init(address: address, tls: tls)
    default:
      throw Self.bad(host, "only unix://, tcp://, http:// and https:// are supported")
    }
  }

  private static func tls(scheme: Substring, tlsVerify: Bool, certPath: String?) -> TLS? {
    let directory = certPath.flatMap { $0.isEmpty ? nil : $0 }
    if tlsVerify {
      return TLS(certificateDirectory: directory ?? Self.homeCertificateDirectory(), verifies: true)
    }
    if let directory { return TLS(certificateDirectory: directory, verifies: false) }
    return scheme == "https" ? TLS(certificateDirectory: nil, verifies: true) : nil
  }

  private static func homeCertificateDirectory() -> String {
    let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
    return home + "/.docker"
  }

  private static func socketPath(_ rest: Substring, in host: String) throws(EngineError) -> String {
    guard !rest.isEmpty else { return Self.defaultSocketPath }
    guard rest.utf8.count <= Self.maximumSocketPathLength else {
      throw Self.bad(host, "a socket's path has at most \(Self.maximumSocketPathLength) bytes")
    }
    guard !rest.utf8.contains(0) else { throw Self.bad(host, "a path can't contain NUL") }
    return String(rest)
  }

  private static func tcpAddress(
    _ rest: Substring,
    in host: String,
    defaultPort: Int
  ) throws(EngineError) -> Address {
    if rest.hasPrefix("/"), !host.contains("://") {
      throw Self.bad(host, "write a socket's path as unix://\(host)")
    }
    // Docker's own client takes a trailing slash.
    let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
    var name = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else {
        throw Self.bad(host, "the bracket is not closed")
      }
      name = authority[authority.index(after: authority.startIndex)..<close]
      let tail = authority[authority.index(after: close)...]
      guard name.contains(":"), tail.isEmpty || tail.hasPrefix(":") else {
        throw Self.bad(host, "brackets are for an IPv6 address, with :PORT or nothing after them")
      }
      port = tail.isEmpty ? nil : tail.dropFirst()
    } else if let colon = authority.lastIndex(of: ":") {
      name = authority[..<colon]
      port = authority[authority.index(after: colon)...]
      guard !name.contains(":") else { throw Self.bad(host, "an IPv6 address needs brackets") }
    }
    guard name.utf8.allSatisfy(Self.isHostByte) else {
      throw Self.bad(host, "the host name has a character that can't be in one")
    }
    return .tcp(
      host: name.isEmpty ? "localhost" : String(name),
      port: try Self.port(port, in: host) ?? defaultPort
    )
  }

  private static func port(_ text: Substring?, in host: String) throws(EngineError) -> Int? {
    guard let text else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text),
      (1...65535).contains(port)
    else { throw Self.bad(host, "a port is a number from 1 to 65535") }
    return port
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: ":"):
      return true
    default: return false
    }
  }

  private static func bad(_ host: String, _ reason: String) -> EngineError {
    EngineError(
      code: .badEndpoint,
      message: "\"\(PrintableText.make(from: host.utf8))\" is not an engine's address: \(reason)"
    )
  }
}
