import DockerEngine
import Instrumentation
public import Logging
public import ServiceLifecycle
public import TraceExport
import Tracing

/// The collector's part in tracing: a span for each stream, below it one for each record, and their way to the
/// receiver.
///
/// As a service, it sends what it has when it is shut down, after whoever collects has ended.
public struct CollectorTracing: Service {
  private let tracer: OTLPTracer
  private let exporter: SpanExporter

  /// Tracing that has not begun.
  public init(_ settings: TracingSettings, logger: Logger) {
    exporter = SpanExporter(settings: settings, logger: logger)
    tracer = OTLPTracer(settings: settings, exporter: exporter)
  }

  /// What has become of the spans so far.
  public var counts: TraceCounts { exporter.counts }

  /// Sends spans until it is shut down.
  public func run() async {
    await withGracefulShutdownHandler {
      await exporter.run()
    } onGracefulShutdown: {
      exporter.finish()
    }
  }

  /// A stream begins to be read.
  func startStream(_ output: OutputID, name: String) -> StreamTrace {
    let span = tracer.startSpan("collector.stream_container", context: .topLevel)
    span.attributes["container.id"] = output.container
    span.attributes["container.name"] = name
    span.attributes["log.iostream"] = output.stream.rawValue
    return StreamTrace(span)
  }

  /// Takes the spans of records that are written.
  func add(_ spans: EventSpanBatch) { exporter.add(spans) }
}
