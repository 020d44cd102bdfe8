import Collector
import DecoyEvents
import Logging
import ServiceLifecycle

/// Tells people how far a collector is with what was printed while it was away.
final class CatchUpReport: Service {
  private static let interval = Duration.milliseconds(500)

  private let collector: CollectorService
  private let logger: Logger
  private let backlog: BacklogFlag
  /// The lines of earlier starts, which are no part of what is caught up with now.
  private let linesBefore: Int

  /// - Parameter backlog: sees the records.
  init(_ collector: CollectorService, backlog: BacklogFlag, logger: Logger) {
    self.collector = collector
    self.backlog = backlog
    self.logger = logger
    linesBefore = collector.accounts.total.lines
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var progress = CatchUpProgress(lines: self.linesBefore)
      while (try? await Task.sleep(for: Self.interval)) != nil {
        let text = progress.look(
          at: .now,
          lag: self.collector.lag,
          isBehind: self.backlog.take(),
          lines: self.collector.accounts.total.lines
        )
        if let text { self.logger.info("\(text)") }
      }
    }
  }
}
