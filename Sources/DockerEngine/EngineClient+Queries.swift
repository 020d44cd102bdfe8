internal import AsyncHTTPClient
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

extension EngineClient {
  /// Asks the engine who it is (`GET /info` and `GET /version`).
  ///
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func info() async throws(EngineError) -> EngineInfo {
    let info = try await self.get("/info", as: InfoAnswer.self)
    let version = try await self.get("/version", as: VersionAnswer.self)
    return EngineInfo(
      id: info.ID ?? "",
      name: info.Name ?? "",
      version: version.Version ?? info.ServerVersion ?? "",
      apiVersion: version.ApiVersion ?? "",
      operatingSystem: info.OperatingSystem ?? "",
      systemTime: info.SystemTime.flatMap { text in
        Array(text.utf8).withUnsafeBytes { EngineTimestamp(rfc3339: $0) }
      },
      rootDirectory: info.DockerRootDir
    )
  }

  /// Lists all containers, finished ones as well (`GET /containers/json?all=1`).
  ///
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func containers() async throws(EngineError) -> [ContainerSummary] {
    try await self.get("/containers/json?all=1", as: [ListAnswer].self).map(\.summary)
  }

  /// Inspects one container (`GET /containers/ID/json`).
  ///
  /// - Parameter id: An id, the unique beginning of one, or a name.
  /// - Returns: `nil` if the engine does not know it.
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func container(_ id: String) async throws(EngineError) -> ContainerDetails? {
    guard ContainerReference.isValid(id) else { return nil }
    do {
      return try await self.get("/containers/\(id)/json", as: InspectAnswer.self).details
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  private func get<Answer: Decodable>(_ path: String, as: Answer.Type) async throws(EngineError) -> Answer {
    let body = try await self.fetch(path)
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
    } catch {
      throw EngineError(
        code: .protocolViolation,
        message: "GET \(path): the answer is not the JSON that the API describes",
        cause: error
      )
    }
  }

  private func fetch(_ path: String) async throws(EngineError) -> ByteBuffer {
    var request = HTTPClientRequest(url: self.url(path))
    request.headers = ["Host": self.connector.hostHeader, "User-Agent": Self.userAgent]
    let status: Int
    let body: ByteBuffer
    do {
      (status, body) = try await Deadline.run(within: self.configuration.requestTimeout) { [request] in
        let timeout = TimeAmount(self.configuration.requestTimeout)
        let response = try await self.http.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: self.configuration.maximumBodyLength)
        return (Int(response.status.code), body)
      }
    } catch is Deadline.Passed {
      throw EngineError(
        code: .timedOut,
        message: "\(self.endpoint) did not answer GET \(path) within \(self.configuration.requestTimeout)"
      )
    } catch {
      throw EngineError(transport: error, endpoint: self.endpoint)
    }
    guard status == 200 else {
      throw EngineError.status(status, body: body, path: path)
    }
    return body
  }

  /// The URL of a path, in the spelling of AsyncHTTPClient's for UNIX sockets where it is one.
  private func url(_ path: String) -> String {
    switch self.endpoint.address {
    case .unix(let socket):
      return URL(httpURLWithSocketPath: socket, uri: path)?.absoluteString ?? ""
    case .tcp:
      return (self.endpoint.tls == nil ? "http://" : "https://") + self.connector.hostHeader + path
    }
  }
}
