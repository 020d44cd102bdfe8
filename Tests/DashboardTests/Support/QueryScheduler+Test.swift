import Logging

@testable import Dashboard

extension QueryScheduler {
  /// A desk, for as long as `body` takes.
  static func whileRunning(
    _ source: any DashboardSource,
    limits: DashboardLimits = .patient,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: (QueryScheduler) async throws -> Void
  ) async throws {
    let desk = QueryScheduler(source, limits: limits, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { await desk.run() }
      try await body(desk)
      group.cancelAll()
    }
  }
}

extension DashboardLimits {
  /// Limits of time that no machine reaches, however busy it is with other tests.
  static var patient: DashboardLimits {
    var limits = DashboardLimits()
    limits.queryTime = .seconds(240)
    limits.cacheTime = .seconds(240)
    return limits
  }
}
