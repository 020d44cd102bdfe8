internal import HTTPTypes
internal import StatusMetrics

/// The listener's pages, and who gets which.
struct Pages: Sendable {
  let hosts: HostRule
  let desk: StatusCoalescer
  let statusTime: Duration
  /// What is answered beside the listener's own pages.
  var mounted: (any MountedPages)?

  /// What is answered to the head of a request.
  func answer(_ request: HTTPRequest) async -> PageAnswer {
    // RFC 9112, section 3.2: exactly one. The library has taken the first from among the fields.
    guard let host = request.authority,
      !request.headerFields.contains(where: { $0.name.canonicalName == "host" })
    else {
      return .line(.badRequest, "wants one Host header")
    }
    guard hosts.allows(host) else { return .line(.misdirectedRequest, "this name is not answered here") }
    let path = request.path.map { String($0.prefix { $0 != "?" }) } ?? ""
    let isOwn = Self.paths.contains(path)
    guard isOwn || mounted?.paths.contains(path) == true else {
      let paths = Self.paths + (mounted?.paths ?? [])
      return .line(.notFound, "there are \(paths.joined(separator: ", "))")
    }
    guard request.method == .get || request.method == .head else {
      var answer = PageAnswer.line(.methodNotAllowed, "only GET and HEAD are answered")
      answer.fields[.allow] = "GET, HEAD"
      return answer
    }
    if !isOwn, let mounted {
      let query = request.path.flatMap { whole in
        whole.firstIndex(of: "?").map { String(whole[whole.index(after: $0)...]) }
      }
      return await mounted.answer(
        PageRequest(path: path, query: query, host: host, fields: request.headerFields)
      )
    }
    if path == "/healthz" { return .line(.ok, "ok") }
    guard let status = await desk.status(within: statusTime) else {
      return .line(.serviceUnavailable, "the collector does not answer")
    }
    return page(path, status, accept: request.headerFields[.accept])
  }

  private static let paths: [String] = ["/metrics", "/healthz", "/readyz", "/status"]

  private func page(_ path: String, _ status: CollectorStatus, accept: String?) -> PageAnswer {
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
