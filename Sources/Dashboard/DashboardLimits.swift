/// What browsers can take of the dashboard.
public struct DashboardLimits: Sendable {
  /// The most queries that run at a time.
  public var concurrentQueries = 4
  /// The most different questions that are waited for or answered; one more is answered with 503.
  public var pendingQuestions = 64
  /// How long an answer is waited for.
  public var queryTime = Duration.seconds(5)
  /// How long an overview and a status are given to others who ask for the same.
  public var cacheTime = Duration.seconds(1)
  /// The most answers that are kept for that.
  public var cachedAnswers = 16
  /// The most live feeds at a time.
  public var streams = 16
  /// The most bytes of records in one page of events; a page has one record at least.
  public var pageBytes = 1 << 20

  /// The limits that the documentation tells.
  public init() {}
}
