/// Where spans go, and how.
public struct TracingEndpoint: Hashable, Sendable {
  /// How OTLP is carried.
  public enum Transport: Hashable, Sendable {
    /// OTLP/gRPC; its port is 4317.
    case grpc
    /// OTLP/HTTP with bodies in protobuf; its port is 4318.
    case http
  }

  /// The name or address, without brackets.
  public var host: String
  /// The port.
  public var port: Int
  /// Where to send to over HTTP; empty for gRPC.
  public var path: String
  /// Whether TLS is used.
  public var isSecure: Bool
  /// How OTLP is carried.
  public var transport: Transport

  /// An endpoint.
  public init(host: String, port: Int, path: String = "", isSecure: Bool = false, transport: Transport) {
    self.host = host
    self.port = port
    self.path = path
    self.isSecure = isSecure
    self.transport = transport
  }

  /// The endpoint as an URL.
  public var url: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }

  /// The host and the port, as they are written in an URL.
  var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

extension TracingEndpoint: CustomStringConvertible {
  /// The URL and, for gRPC, that it is.
  public var description: String { transport == .grpc ? "\(url) (gRPC)" : url }
}
