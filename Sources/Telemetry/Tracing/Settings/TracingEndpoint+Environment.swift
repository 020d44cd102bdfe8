internal import Basics

extension TracingEndpoint {
  private static let tracesPath = "/v1/traces"

  /// The endpoint; `nil` if it can't be read: traces must not go to where nobody wanted them.
  static func read(_ reader: inout SettingReader) -> TracingEndpoint? {
    let text = reader.read(TracingVariables.endpoint)
    let name = reader.name(of: TracingVariables.endpoint)
    guard let address = EndpointAddress(text) else {
      // It may hold a password.
      let shown = text.contains("@") ? "(not shown)" : text
      reader.warn(name, shown, "expected http://HOST:PORT, without user, query or fragment; tracing is off")
      return nil
    }
    let hasPath = !address.path.isEmpty && address.path != "/"
    let likely = hasPath || address.port == 4318 ? TracingEndpoint.Transport.http : .grpc
    let transport = reader.read(TracingVariables.transport) ?? likely
    var endpoint = TracingEndpoint(
      host: address.host,
      // An URL without a port has its scheme's; gRPC's addresses mean OTLP's.
      port: address.port ?? (transport == .grpc ? 4317 : address.isSecure ? 443 : 80),
      path: "",
      isSecure: address.isSecure,
      transport: transport
    )
    switch transport {
    case .http: endpoint.path = path(address.path, variable(reader.environment))
    case .grpc where hasPath: reader.warn(name, text, "gRPC has no paths; using \(endpoint.url)")
    case .grpc: break
    }
    return endpoint
  }

  /// Which of its variables the endpoint is from.
  private static func variable(_ environment: SettingsEnvironment) -> Int? {
    TracingVariables.endpoint.description.variables.firstIndex { environment[$0] != nil }
  }

  /// The path of requests: a base gets `/v1/traces` appended, the setting for traces alone is complete as it is
  /// ("Endpoint URLs for OTLP/HTTP"). Of decklog's own setting both are understood.
  ///
  /// - Parameter variable: which of the endpoint's variables has it.
  private static func path(_ path: String, _ variable: Int?) -> String {
    if variable == 1 { return path.isEmpty ? "/" : path }
    if variable != 2, path.hasSuffix(tracesPath) { return path }
    var base = Substring(path)
    while base.last == "/" { base.removeLast() }
    return base + tracesPath
  }
}
