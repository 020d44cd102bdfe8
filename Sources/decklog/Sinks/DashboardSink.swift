import Collector
import Dashboard
import Logging
import StatusMetrics

/// A collector's dashboard.
struct DashboardSink: RecordSink {
  private let feed = LiveFeed()
  private let access: DashboardAccess
  private let logger: Logger

  init(_ access: DashboardAccess, _ logger: Logger) {
    self.access = access
    self.logger = logger
  }

  func offer(_ records: WrittenRecords) { feed.offer(records.bytes, count: records.count) }

  /// Its pages.
  ///
  /// - Parameter status: says how the collector is doing.
  func pages(of store: StoreSink, status: @escaping @Sendable () async -> CollectorStatus) -> DashboardPages {
    DashboardPages(
      source: StoreDashboardSource({ store.store }, status: status),
      feed: feed,
      access: access,
      logger: logger
    )
  }
}
