internal import Basics
internal import DockerEngine
internal import Evidence

/// What the engine says.
struct EngineFacts: Sendable {
  var endpoint: EngineEndpoint
  /// Who it is, or why nobody knows.
  var info: Result<EngineInfo, EngineError>
  /// Whose the engine's socket is, where this process may not open it.
  var ownership: SocketOwnership?
  /// This host's time before and after the engine told its own; nanoseconds since 1970.
  var asked: ClosedRange<Int64>
  /// All its containers; `nil` where it does not tell.
  var containers: [ContainerSummary]?
  /// Why it doesn't.
  var listFault: EngineError?
}

extension EngineFacts {
  /// A client for checks, which gives up before a check does.
  static func client(_ endpoint: EngineEndpoint) throws(EngineError) -> EngineClient {
    var configuration = EngineClient.Configuration()
    configuration.connectTimeout = TimeLimit.answer
    configuration.requestTimeout = TimeLimit.answer
    configuration.listTimeout = TimeLimit.answer
    configuration.hintTimeout = TimeLimit.answer
    return try EngineClient(endpoint: endpoint, configuration: configuration)
  }

  /// What is known where no client can be made.
  init(_ endpoint: EngineEndpoint, _ error: EngineError) {
    self.init(endpoint: endpoint, info: .failure(error), asked: 0...0)
  }

  /// Asks the engine.
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
      // Who answers and refuses this may be a proxy, and answer what a collector needs.
      guard error.code.httpStatus != nil else { return }
    }
    do {
      containers = try await client.containers()
    } catch {
      listFault = error
    }
  }
}
