internal import Basics

/// Where spans are sent, and how.
struct TracingEndpoint: Hashable, Sendable {
  enum Transport: Hashable, Sendable {
    /// OTLP/gRPC; its port is 4317.
    case grpc
    /// OTLP/HTTP with protobuf bodies; its port is 4318.
    case http
  }

  /// The name or address, without brackets.
  var host: String
  var port: Int
  /// The path of requests over HTTP; empty for gRPC.
  var path = ""
  var isSecure = false
  var transport: Transport

  var url: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }

  /// The host and the port, as in a URL.
  var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

extension TracingEndpoint: CustomStringConvertible {
  /// The URL, marked if it is gRPC's.
  var description: String { transport == .grpc ? "\(url) (gRPC)" : url }

  private static let tracesPath = "/v1/traces"

  /// The endpoint; `nil` if the setting is invalid: traces must not go to a guessed address.
  static func read(_ reader: inout SettingReader) -> TracingEndpoint? {
    let text = reader.read(TracingVariables.endpoint)
    let name = reader.name(of: TracingVariables.endpoint)
    guard let address = EndpointAddress(text) else {
      // It may contain a password.
      let shown = text.contains("@") ? "(not shown)" : text
      reader.warn(name, shown, "expected http://HOST:PORT, without user, query or fragment; tracing is off")
      return nil
    }
    let hasPath = !address.path.isEmpty && address.path != "/"
    let likely = hasPath || address.port == 4318 ? TracingEndpoint.Transport.http : .grpc
    let transport = reader.read(TracingVariables.transport) ?? likely
    var endpoint = TracingEndpoint(
      host: address.host,
      // Without a port: the scheme's for a URL, OTLP's for gRPC.
      port: address.port ?? (transport == .grpc ? 4317 : address.isSecure ? 443 : 80),
      path: "",
      isSecure: address.isSecure,
      transport: transport
    )
    let variable = TracingVariables.endpoint.description.variables.firstIndex {
      reader.environment[$0] != nil
    }
    switch transport {
    case .http: endpoint.path = path(address.path, variable)
    case .grpc where hasPath: reader.warn(name, text, "gRPC has no paths; using \(endpoint.url)")
    case .grpc: break
    }
    return endpoint
  }

  /// The path of requests: `/v1/traces` is appended to that of the general setting; the setting for traces is used as it
  /// is ("Endpoint URLs for OTLP/HTTP"). The framework's own may be either.
  ///
  /// - Parameter variable: the index of the variable that sets the endpoint.
  private static func path(_ path: String, _ variable: Int?) -> String {
    if variable == 1 { return path.isEmpty ? "/" : path }
    if variable != 2, path.hasSuffix(tracesPath) { return path }
    var base = Substring(path)
    while base.last == "/" { base.removeLast() }
    return base + tracesPath
  }
}

/// A parsed endpoint setting: `http://host:port/path`, or a host and a port as gRPC's own tools take them.
private struct EndpointAddress {
  var isSecure = false
  var host: String
  var port: Int?
  /// As given; empty or with a leading slash.
  var path: String

  /// - Returns: `nil` for anything else, such as a URL with a user, a query or a fragment.
  init?(_ text: String) {
    var rest = Substring(text)
    if let scheme = text.firstRange(of: "://") {
      switch text[..<scheme.lowerBound].lowercased() {
      case "http": isSecure = false
      case "https": isSecure = true
      default: return nil
      }
      rest = text[scheme.upperBound...]
    }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    path = String(rest[end...])
    guard path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"?#\"<>\\^`{|}".utf8.contains($0) }) else {
      return nil
    }
    var authority = rest[..<end]
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = String(authority[..<close].dropFirst())
      guard host.utf8.contains(UInt8(ascii: ":")),
        host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
      else { return nil }
      authority = authority[close...].dropFirst()
      guard authority.isEmpty || authority.first == ":" else { return nil }
    } else {
      host = String(authority.prefix { $0 != ":" })
      guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
      authority = authority.dropFirst(host.count)
    }
    if let digits = authority.isEmpty ? nil : authority.dropFirst() {
      guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let number = Int(digits), (1...65_535).contains(number)
      else { return nil }
      port = number
    }
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
