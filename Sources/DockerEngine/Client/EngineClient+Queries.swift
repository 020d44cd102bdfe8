internal import AsyncHTTPClient
internal import Basics
internal import FoundationEssentials
internal import NIOCore
internal import NIOHTTP1

extension EngineClient {
  /// Describes the engine (`GET /info`). Many proxies refuse this request; no essential function needs it.
  ///
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func info() async throws(EngineError) -> EngineInfo {
    let answer = try await self.fetch("/info", within: self.configuration.hintTimeout)
    let info = try Self.decode(InfoAnswer.self, from: answer.body, of: "/info")
    return EngineInfo(
      id: info.ID ?? "",
      name: info.Name ?? "",
      version: info.ServerVersion ?? "",
      // Every answer has this header, which saves a `GET /version`.
      apiVersion: answer.headers.first(name: "Api-Version") ?? "",
      operatingSystem: info.OperatingSystem ?? "",
      systemTime: info.SystemTime.flatMap { text in
        Array(text.utf8).withUnsafeBytes { EngineTimestamp(rfc3339: $0) }
      },
      rootDirectory: info.DockerRootDir,
      keepsContainers: info.LiveRestoreEnabled
    )
  }

  /// Lists all containers, including finished ones (`GET /containers/json?all=1`).
  ///
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func containers() async throws(EngineError) -> [ContainerSummary] {
    let path = "/containers/json?all=1"
    let answer = try await self.fetch(path, within: self.configuration.listTimeout)
    return try Self.decode([ListAnswer].self, from: answer.body, of: path).map(\.summary)
  }

  /// Inspects one container (`GET /containers/ID/json`).
  ///
  /// - Parameter id: An id, the unique beginning of one, or a name.
  /// - Returns: `nil` if the engine does not know it.
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func container(_ id: String) async throws(EngineError) -> ContainerDetails? {
    guard ContainerReference.isValid(id) else { return nil }
    do {
      let path = "/containers/\(id)/json"
      let answer = try await self.fetch(path, within: self.configuration.requestTimeout)
      return try Self.decode(InspectAnswer.self, from: answer.body, of: path).details
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  private static func decode<Answer: Decodable>(
    _: Answer.Type,
    from body: ByteBuffer,
    of path: String
  ) throws(EngineError) -> Answer {
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

  /// Sends a GET request and returns the complete answer.
  func fetch(
    _ path: String,
    within patience: Duration
  ) async throws(EngineError) -> (headers: HTTPHeaders, body: ByteBuffer) {
    var request = HTTPClientRequest(url: self.url(path))
    request.headers = ["Host": self.connector.hostHeader, "User-Agent": Self.userAgent]
    let answer: (status: Int, headers: HTTPHeaders, body: ByteBuffer)?
    do {
      answer = try await withTimeout(patience) { [request] in
        let timeout = TimeAmount(patience)
        let response = try await self.http.execute(request, timeout: timeout)
        let body = try await response.body.collect(upTo: self.configuration.maximumBodyLength)
        return (Int(response.status.code), response.headers, body)
      }
    } catch {
      throw EngineError(transport: error, endpoint: self.endpoint)
    }
    guard let (status, headers, body) = answer else {
      guard !Task.isCancelled else {
        throw EngineError(transport: CancellationError(), endpoint: self.endpoint)
      }
      throw EngineError(
        code: .timedOut,
        message: "\(self.endpoint) did not answer GET \(path) within \(patience)"
      )
    }
    guard status == 200 else { throw EngineError.status(status, body: body, path: path) }
    return (headers, body)
  }

  /// The URL of a path; AsyncHTTPClient has a spelling of its own for UNIX sockets.
  private func url(_ path: String) -> String {
    switch self.endpoint.address {
    case .unix(let socket): return URL(httpURLWithSocketPath: socket, uri: path)?.absoluteString ?? ""
    case .tcp:
      return (self.endpoint.tls == nil ? "http://" : "https://") + self.connector.hostHeader + path
    }
  }
}
