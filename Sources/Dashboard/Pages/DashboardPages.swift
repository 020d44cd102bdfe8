public import HTTPListener
internal import HTTPTypes
public import Logging

/// The dashboard: one page in a browser that shows what was collected, and how the collector is doing.
///
/// ```swift
/// let feed = LiveFeed()
/// let access = try DashboardAccess(at: address, token: token)
/// let pages = DashboardPages(source: store, feed: feed, access: access, logger: logger)
/// let service = try MetricsService(at: address, mounting: pages, logger: logger) { … }
/// ```
///
/// | path | answer |
/// |---|---|
/// | `/` and the files that it names | the page |
/// | `/api/overview`, `/api/attacker`, `/api/events`, `/api/status` | JSON |
/// | `/api/stream` | records as they are written, as server-sent events |
///
/// It only reads. Whatever browsers do costs the source a bounded number of queries at a time.
public struct DashboardPages: MountedPages {
  private static let streamPath = "/api/stream"

  private let desk: QueryScheduler
  private let feed: LiveFeed
  private let access: DashboardAccess
  private let limits: DashboardLimits

  /// A dashboard.
  ///
  /// - Parameters:
  ///   - source: where its rows come from.
  ///   - feed: where its live records come from.
  ///   - access: who may see it.
  ///   - logger: is told when queries begin to fail.
  public init(
    source: any DashboardSource,
    feed: LiveFeed,
    access: DashboardAccess,
    limits: DashboardLimits = DashboardLimits(),
    logger: Logger
  ) {
    desk = QueryScheduler(source, limits: limits, logger: logger)
    self.feed = feed
    self.access = access
    self.limits = limits
  }

  /// The page, its files and its data.
  public var paths: [String] { PageFile.all.map(\.path) + Question.paths + [Self.streamPath] }

  /// Answers a request.
  public func answer(_ request: PageRequest) async -> PageAnswer {
    var answer = await page(request)
    answer.fields.append(contentsOf: SecurityFields.all)
    return answer
  }

  /// Asks the source what browsers want to know, until it is cancelled.
  public func run() async {
    await desk.run()
  }

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
      let question = try Question(path: request.path, query: request.query, pageBytes: limits.pageBytes)
      return .json(await desk.reply(to: question), path: request.path)
    } catch {
      return .fault(.badRequest, error.message, example: Question.example(of: request.path))
    }
  }

  private func stream() -> PageAnswer {
    guard let subscription = feed.subscribe(atMost: limits.streams) else {
      var answer = PageAnswer.fault(
        .serviceUnavailable,
        "\(limits.streams) pages watch already",
        example: Question.example(of: "/api/events")
      )
      answer.fields[.retryAfter] = "30"
      return answer
    }
    return PageAnswer(.ok, contentType: "text/event-stream", stream: subscription)
  }
}
