import Collector
import ServiceLifecycle
import StatusMetrics

/// Takes the records that a collector writes, and never holds it up.
///
/// To add one: a file in this folder, and its line in ``Integrations``.
protocol RecordSink: Sendable {
  /// Takes the records of a commit, without waiting for anything.
  func offer(_ records: WrittenRecords)

  /// The services it needs. They are shut down after the last records were offered.
  func services(beside collector: CollectorService) -> [any Service]

  /// Its numbers; `nil` if it has none.
  var metrics: MetricGroup? { get }
}

extension RecordSink {
  func services(beside collector: CollectorService) -> [any Service] { [] }

  var metrics: MetricGroup? { nil }
}

extension RecordSink where Self: Service {
  func services(beside collector: CollectorService) -> [any Service] { [self] }
}
