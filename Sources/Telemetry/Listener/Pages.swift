internal import HTTPTypes

/// The listener's pages, and who gets which.
struct Pages: Sendable {
  let hosts: HostRule
  let desk: StatusDesk
  let statusTime: Duration

  /// What is answered to the head of a request.
  func answer(_ request: HTTPRequest) async -> Answer {
    // RFC 9112, section 3.2: exactly one. The library has taken the first from among the fields.
    guard let host = request.authority,
      !request.headerFields.contains(where: { $0.name.canonicalName == "host" })
    else {
      return .line(.badRequest, "wants one Host header")
    }
    guard hosts.allows(host) else { return .line(.misdirectedRequest, "this name is not answered here") }
    let path = request.path.map { $0.prefix { $0 != "?" } } ?? ""
    guard Self.paths.contains(path) else {
      return .line(.notFound, "there are \(Self.paths.joined(separator: ", "))")
    }
    guard request.method == .get || request.method == .head else {
      var answer = Answer.line(.methodNotAllowed, "only GET and HEAD are answered")
      answer.allow = "GET, HEAD"
      return answer
    }
    if path == "/healthz" { return .line(.ok, "ok") }
    guard let status = await desk.status(within: statusTime) else {
      return .line(.serviceUnavailable, "the collector does not answer")
    }
    return page(path, status, accept: request.headerFields[.accept])
  }

  private static let paths: [Substring] = ["/metrics", "/healthz", "/readyz", "/status"]

  private func page(_ path: Substring, _ status: CollectorStatus, accept: String?) -> Answer {
    switch path {
    case "/metrics":
      let format = MetricsFormat(accept: accept)
      return .page(MetricsPage(status).text(format), format.contentType)
    case "/status":
      guard let json = try? StatusPage(status).json() else {
        return .line(.internalServerError, "the status can't be written")
      }
      return .page(json, "application/json")
    default:
      return status.unreadiness.map { .line(.serviceUnavailable, $0) } ?? .line(.ok, "ready")
    }
  }
}
