internal import HTTPTypes
internal import StatusMetrics

/// The listener's pages, and which request gets which.
struct Pages: Sendable {
  private static let paths: [String] = ["/metrics", "/healthz", "/readyz", "/status"]

  let hosts: HostRule
  let coalescer: StatusCoalescer
  let statusTime: Duration
  var mounted: (any MountedPages)?

  func answer(_ request: HTTPRequest) async -> PageAnswer {
    // Exactly one Host (RFC 9112, section 3.2). The library has taken the first from among the fields.
    guard let host = request.authority,
      !request.headerFields.contains(where: { $0.name.canonicalName == "host" })
    else { return .line(.badRequest, "exactly one Host header is required") }
    guard hosts.allows(host) else { return .line(.misdirectedRequest, "this host name is not served here") }
    let target = (request.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = target.first.map(String.init) ?? ""
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
      let query = target.count > 1 ? String(target[1]) : nil
      return await mounted.answer(
        PageRequest(path: path, query: query, host: host, fields: request.headerFields)
      )
    }
    if path == "/healthz" { return .line(.ok, "ok") }
    guard let status = await coalescer.status(within: statusTime) else {
      return .line(.serviceUnavailable, "the collector does not answer")
    }
    return page(path, status, accept: request.headerFields[.accept])
  }

  private func page(_ path: String, _ status: CollectorStatus, accept: String?) -> PageAnswer {
    switch path {
    case "/metrics":
      let format = MetricsFormat(accept: accept)
      return PageAnswer(.ok, contentType: format.contentType, body: MetricsPage(status).text(format))
    case "/status":
      guard let json = try? StatusPage(status).json() else {
        return .line(.internalServerError, "the status can't be encoded")
      }
      return PageAnswer(.ok, contentType: "application/json", body: json)
    default: return status.unreadiness.map { .line(.serviceUnavailable, $0) } ?? .line(.ok, "ready")
    }
  }
}
