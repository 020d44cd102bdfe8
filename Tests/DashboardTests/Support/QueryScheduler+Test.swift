import Logging
import Records

@testable import Dashboard

extension QueryScheduler {
  /// A scheduler that runs as long as `body`.
  static func whileRunning(
    _ records: any RecordQuerying,
    limits: DashboardLimits = .patient,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: (QueryScheduler) async throws -> Void
  ) async throws {
    let scheduler = QueryScheduler(DashboardSource(records), limits: limits, logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask { await scheduler.run() }
      try await body(scheduler)
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
