/// Limits on what browsers cost.
package struct DashboardLimits: Sendable {
  /// The most queries that run at a time.
  package var concurrentQueries = 4
  /// The most different questions that are waiting or running; a further one is answered with 503.
  package var pendingQuestions = 64
  /// How long an answer may take.
  package var queryTime = Duration.seconds(5)
  /// How long an overview or a status is cached.
  package var cacheTime = Duration.seconds(1)
  /// The most cached answers.
  package var cachedAnswers = 16
  /// The most live feeds at a time.
  package var streams = 16
  /// The most bytes of records in a page of events; the first record always fits.
  package var pageBytes = 1 << 20

  package init() {}
}
