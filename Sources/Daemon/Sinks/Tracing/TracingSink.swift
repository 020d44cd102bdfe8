package import Basics
package import Collector
package import ServiceLifecycle
package import StatusMetrics
import TraceExport

/// Traces of streams and records. The collector makes their spans itself, while it reads lines.
package struct TracingSink: RecordSink {
  package static var name: String? { "tracing" }
  package static var settings: [SettingDescription] { TracingVariables.all }

  let tracing: CollectorTracing

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    guard let settings = TracingSettings.read(&reader, version: Version.number) else { return nil }
    return { TracingSink(tracing: CollectorTracing(settings, logger: $0.logger)) }
  }

  package func offer(_ records: WrittenRecords) {}

  package func services(beside running: RunningCollector) -> [any Service] { [tracing] }

  package var metrics: MetricGroup? { MetricGroup(tracing.counts) }
}
