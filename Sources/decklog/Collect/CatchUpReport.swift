import Collector
import DecoyEvents
import Logging
import ServiceLifecycle

/// Tells people how far a collector is with what was printed while it was away.
final class CatchUpReport: Service {
  private static let interval = Duration.milliseconds(500)

  private let collector: CollectorService
  private let logger: Logger
  private let isBehind: BehindFlag
  /// The lines of earlier starts, which are no part of what is caught up with now.
  private let linesBefore: Int

  /// - Parameter isBehind: is raised by whoever sees the records.
  init(_ collector: CollectorService, isBehind: BehindFlag, logger: Logger) {
    self.collector = collector
    self.isBehind = isBehind
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
          isBehind: self.isBehind.take(),
          lines: self.collector.accounts.total.lines
        )
        if let text { self.logger.info("\(text)") }
      }
    }
  }
}
