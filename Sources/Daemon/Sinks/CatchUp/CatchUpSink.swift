package import Basics
package import Collector
import DecoyEvents
import Logging
package import ServiceLifecycle
import Synchronization

/// Logs how far the collector is with lines that were printed while it was away.
package final class CatchUpSink: RecordSink {
  /// Whether old lines were recorded since the last look.
  private let isBehind = Atomic(false)

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    { _ in CatchUpSink() }
  }

  package func offer(_ records: WrittenRecords) {
    if records.isBehind { isBehind.store(true, ordering: .relaxed) }
  }

  package func services(beside running: RunningCollector) -> [any Service] {
    let progress = CatchUpProgress(lines: running.service.accounts.total.lines)
    return [Report(sink: self, running: running, progress: progress)]
  }

  private struct Report: Service {
    let sink: CatchUpSink
    let running: RunningCollector
    let progress: CatchUpProgress

    func run() async throws {
      await cancelWhenGracefulShutdown {
        var progress = progress
        while (try? await Task.sleep(for: .milliseconds(500))) != nil {
          let text = progress.look(
            at: .now,
            lag: running.service.lag,
            isBehind: sink.isBehind.exchange(false, ordering: .relaxed),
            lines: running.service.accounts.total.lines
          )
          if let text { running.logger.info("\(text)") }
        }
      }
    }
  }
}
