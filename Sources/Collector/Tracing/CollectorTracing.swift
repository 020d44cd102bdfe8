import DockerEngine
import Instrumentation
package import Logging
import ServiceLifecycle
package import TraceExport
import Tracing

/// Traces collection: a span for each stream, with a child span for each record.
///
/// As a service it exports spans. Shut it down after the collector, so that it exports the last ones.
package struct CollectorTracing: Service {
  private let tracer: OTLPTracer
  private let exporter: SpanExporter

  /// Makes tracing that has not begun.
  package init(_ settings: TracingSettings, logger: Logger) {
    exporter = SpanExporter(settings: settings, logger: logger)
    tracer = OTLPTracer(settings: settings, exporter: exporter)
  }

  /// What became of the spans so far.
  package var counts: TraceCounts { exporter.counts }

  /// Exports spans until it is shut down.
  package func run() async {
    await withGracefulShutdownHandler {
      await exporter.run()
    } onGracefulShutdown: {
      exporter.finish()
    }
  }

  /// Begins the span of a stream.
  func startStream(_ output: OutputID, name: String) -> StreamTrace {
    let span = tracer.startSpan("collector.stream_container", context: .topLevel)
    span.attributes["container.id"] = output.container
    span.attributes["container.name"] = name
    span.attributes["log.iostream"] = output.name
    return StreamTrace(span: span)
  }

  func add(_ spans: EventSpanBatch) { exporter.add(spans) }
}

/// The span of one stream, for as long as it is read.
struct StreamTrace {
  fileprivate let span: OTLPSpan

  /// Makes the spans of its records.
  var tracer: EventTracer { EventTracer(stream: span.spanContext) }

  func end() { span.end() }
}
