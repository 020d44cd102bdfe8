import Collector
import ServiceLifecycle
import StatusMetrics
import TraceExport

/// Traces of streams and records. Its spans are made while lines are read, and come with the records' commit.
struct TracingSink: RecordSink {
  let tracing: CollectorTracing

  func offer(_ records: WrittenRecords) {}

  func services(beside collector: CollectorService) -> [any Service] { [tracing] }

  var metrics: MetricGroup? { MetricGroup(tracing.counts) }
}
