extension TracingSettingsReader {
  private static let tracesPath = "/v1/traces"
  private static let own = "DECNET_OTEL_ENDPOINT"
  private static let traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
  private static let base = "OTEL_EXPORTER_OTLP_ENDPOINT"

  /// The endpoint; `nil` if it can't be read: traces must not go to where nobody wanted them.
  mutating func endpoint() -> TracingEndpoint? {
    let (name, text) = value(Self.own, Self.traces, Self.base) ?? (Self.own, Self.defaultEndpoint)
    guard let address = EndpointAddress(text) else {
      // It may hold a password.
      let shown = text.contains("@") ? "(not shown)" : text
      warn(name, shown, "wants http://HOST:PORT, without user, query or fragment; tracing is off")
      return nil
    }
    let hasPath = !address.path.isEmpty && address.path != "/"
    let transport = transport(isHTTPLikely: hasPath || address.port == 4318)
    var endpoint = TracingEndpoint(
      host: address.host,
      // An URL without a port has its scheme's; gRPC's addresses mean OTLP's.
      port: address.port ?? (transport == .grpc ? 4317 : address.isSecure ? 443 : 80),
      path: "",
      isSecure: address.isSecure,
      transport: transport
    )
    switch transport {
    case .http: endpoint.path = Self.path(address.path, of: name)
    case .grpc where hasPath: warn(name, text, "gRPC has no paths; \(endpoint.url) is used")
    case .grpc: break
    }
    return endpoint
  }

  /// The path of requests: a base gets `/v1/traces` appended, the setting for traces alone is complete as it is
  /// ("Endpoint URLs for OTLP/HTTP"). Of decklog's own setting both are understood.
  private static func path(_ path: String, of name: String) -> String {
    if name == traces { return path.isEmpty ? "/" : path }
    if name == own, path.hasSuffix(tracesPath) { return path }
    var base = Substring(path)
    while base.last == "/" { base.removeLast() }
    return base + tracesPath
  }

  private mutating func transport(isHTTPLikely: Bool) -> TracingEndpoint.Transport {
    let likely = isHTTPLikely ? TracingEndpoint.Transport.http : .grpc
    guard
      let (name, text) = value("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    else { return likely }
    switch text.lowercased() {
    case "grpc": return .grpc
    case "http/protobuf": return .http
    default:
      warn(name, text, "wants grpc or http/protobuf; \(likely == .http ? "http/protobuf" : "grpc") is used")
      return likely
    }
  }
}
