package import HTTPListener
internal import HTTPTypes
package import Logging

/// The dashboard: a web page that shows what was collected, and how the collector is doing.
///
/// ```swift
/// let feed = LiveFeed()
/// let access = try DashboardAccess(at: address, token: token)
/// let source = DashboardSource({ store }, status: { … })
/// let pages = DashboardPages(source: source, feed: feed, access: access, logger: logger)
/// let service = try MetricsService(at: address, mounting: pages, logger: logger) { … }
/// ```
///
/// | path | answer |
/// |---|---|
/// | `/` and the files that it loads | the page |
/// | `/api/overview`, `/api/attacker`, `/api/events`, `/api/status` | JSON |
/// | `/api/stream` | records as they are written, as server-sent events |
///
/// It only reads, and runs a bounded number of queries at a time, whatever browsers do.
package struct DashboardPages: MountedPages {
  private static let streamPath = "/api/stream"

  private let scheduler: QueryScheduler
  private let feed: LiveFeed
  private let access: DashboardAccess
  private let limits: DashboardLimits

  /// - Parameter logger: gets a line when queries begin to fail.
  package init(
    source: DashboardSource,
    feed: LiveFeed,
    access: DashboardAccess,
    limits: DashboardLimits = DashboardLimits(),
    logger: Logger
  ) {
    scheduler = QueryScheduler(source, limits: limits, logger: logger)
    self.feed = feed
    self.access = access
    self.limits = limits
  }

  package var paths: [String] { PageFile.all.map(\.path) + Question.paths + [Self.streamPath] }

  package func answer(_ request: PageRequest) async -> PageAnswer {
    var answer = await page(request)
    answer.fields.append(contentsOf: SecurityFields.all)
    return answer
  }

  /// Runs the queries of browsers until it is cancelled.
  package func run() async { await scheduler.run() }

  private func page(_ request: PageRequest) async -> PageAnswer {
    let file = PageFile.all.first { $0.path == request.path }
    if let answer = access.answer(to: request, isData: file == nil) { return answer }
    do throws(QueryFault) {
      if let file {
        _ = try QueryParameters(request.query, known: [])
        return PageAnswer(.ok, contentType: file.contentType, body: file.bytes)
      }
      if request.path == Self.streamPath {
        _ = try QueryParameters(request.query, known: [])
        return stream()
      }
      let question = try Question(path: request.path, query: request.query)
      return .json(await scheduler.reply(to: question), path: request.path)
    } catch {
      return .fault(.badRequest, error.message, example: Question.example(of: request.path))
    }
  }

  private func stream() -> PageAnswer {
    guard let subscription = feed.subscribe(atMost: limits.streams) else {
      var answer = PageAnswer.fault(
        .serviceUnavailable,
        "\(limits.streams) pages are watching already",
        example: Question.example(of: "/api/events")
      )
      answer.fields[.retryAfter] = "30"
      return answer
    }
    return PageAnswer(.ok, contentType: "text/event-stream", stream: subscription)
  }
}

/// Header fields that restrict what browsers may do with the dashboard.
enum SecurityFields {
  static let all: HTTPFields = {
    let policy = [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
      "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ]
    let named = [
      ("Content-Security-Policy", policy.joined(separator: "; ")),
      ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    var fields = HTTPFields()
    for (name, value) in named {
      guard let name = HTTPField.Name(name) else { preconditionFailure("'\(name)' is not a field name") }
      fields[name] = value
    }
    return fields
  }()
}
