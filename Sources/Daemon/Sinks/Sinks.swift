package import Collector
import Logging
package import StatusMetrics

/// The sinks of a collector.
package struct Sinks: Sendable {
  /// All kinds, in the order in which their settings are documented, and shut down in the opposite order: the bus first,
  /// since the last events must still go out. A sink may use those before it.
  package static let all: [any RecordSink.Type] = [
    CatchUpSink.self, TerminalSink.self, ListenerSink.self, StoreSink.self, DashboardSink.self,
    TracingSink.self, BusSink.self,
  ]

  /// Those that are on.
  private(set) var sinks: [any RecordSink] = []
  private var absent: [MetricGroup] = []

  /// Makes the sinks that are on. Throws `StoreError` for a store that can't be opened now or later.
  init(_ settings: DaemonSettings, _ logger: Logger, report: @escaping @Sendable (String) -> Void) throws {
    for (kind, make) in settings.sinks {
      let context = SinkContext(settings: settings.collector, logger: logger, report: report, sinks: self)
      if let sink = try make?(context) {
        sinks.append(sink)
      } else if let name = kind.name {
        absent.append(MetricGroup(name, nil))
      }
    }
  }

  /// The sink of a type; `nil` if it is off.
  func first<Sink: RecordSink>(_ type: Sink.Type) -> Sink? {
    for case let sink as Sink in sinks { return sink }
    return nil
  }

  /// Take the records of each commit.
  package var observers: [@Sendable (WrittenRecords) -> Void] { sinks.map { sink in { sink.offer($0) } } }

  package var metrics: [MetricGroup] { sinks.compactMap(\.metrics) + absent }
}
