internal import Basics
internal import DockerEngine
internal import Evidence

/// What the engine answers.
struct EngineProbe: Sendable {
  var endpoint: EngineEndpoint
  /// The engine's identity, or why it is unknown.
  var info: Result<EngineInfo, EngineError>
  /// Who owns the engine's socket, if this process may not open it.
  var ownership: SocketOwnership?
  /// This host's time before and after the request for the engine's; nanoseconds since 1970.
  var asked: ClosedRange<Int64>
  /// All containers; `nil` if the engine does not list them.
  var containers: [ContainerSummary]?
  var listFault: EngineError?
}

extension EngineProbe {
  /// A client that gives up before a check does.
  static func client(_ endpoint: EngineEndpoint) throws(EngineError) -> EngineClient {
    var configuration = EngineClient.Configuration()
    for timeout in [
      \EngineClient.Configuration.connectTimeout, \.requestTimeout, \.listTimeout, \.hintTimeout,
    ] {
      configuration[keyPath: timeout] = TimeLimit.answer
    }
    return try EngineClient(endpoint: endpoint, configuration: configuration)
  }

  /// The result if no client can be made, or none answers.
  init(_ endpoint: EngineEndpoint, _ error: EngineError) {
    self.init(endpoint: endpoint, info: .failure(error), asked: 0...0)
  }

  init(asking client: EngineClient) async {
    endpoint = client.endpoint
    let start = WallClock.now
    do {
      info = .success(try await client.info())
      asked = start...max(start, WallClock.now)
    } catch {
      asked = start...start
      info = .failure(error)
      if error.code == .permissionDenied, case .unix(let path) = endpoint.address {
        ownership = SocketOwnership(path: path)
      }
      // A proxy that refuses this request may let those pass that a collector needs.
      guard error.code.httpStatus != nil else { return }
    }
    do { containers = try await client.containers() } catch { listFault = error }
  }
}

extension EngineEndpoint {
  var isSocket: Bool { if case .unix = address { true } else { false } }
}
