import Logging
import TestSupport

@testable import TraceExport

/// A running exporter and its tracer.
struct Exporting {
  let exporter: SpanExporter
  let tracer: OTLPTracer
  /// What it has said.
  let log: LogRecorder.Lines

  /// Settings for an endpoint, with short pauses.
  static func settings(
    _ url: String,
    _ transport: TracingEndpoint.Transport = .http,
    environment: [String: String] = [:]
  ) throws -> TracingSettings {
    var environment = environment
    environment["DECNET_DEVELOPER_TRACING"] = "true"
    environment["DECNET_OTEL_ENDPOINT"] = url
    environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = transport == .http ? "http/protobuf" : "grpc"
    let (settings, warnings) = TracingSettings.read(environment, version: "1.2.3")
    guard var settings, warnings.isEmpty else { throw SettingsFailure(warnings: warnings) }
    settings.scheduleDelay = .milliseconds(20)
    // What a test sends arrives also where the machine has much else to do.
    settings.requestTimeout = Patience.limit(.seconds(60))
    settings.exportTimeout = Patience.limit(.seconds(60))
    settings.flushTimeout = Patience.limit(.seconds(60))
    settings.shortestPause = .milliseconds(10)
    settings.longestPause = .milliseconds(50)
    return settings
  }

  /// Runs an exporter while `body` runs, lets it finish, and returns what has become of the spans.
  @discardableResult
  static func with(
    _ settings: TracingSettings,
    _ body: (Exporting) async throws -> Void
  ) async throws -> (counts: TraceCounts, log: [String]) {
    let (logger, log) = LogRecorder.make()
    let exporter = SpanExporter(settings: settings, logger: logger)
    let tracer = OTLPTracer(settings: settings, exporter: exporter)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await exporter.run() }
      defer { exporter.finish() }
      try await body(Exporting(exporter: exporter, tracer: tracer, log: log))
      exporter.finish()
      try await group.waitForAll()
    }
    return (exporter.counts, log.all)
  }

  /// Waits until spans were given up.
  func waitForFailure() async throws {
    try await eventually("spans are given up") { exporter.counts.failed > 0 }
  }

  /// Adds some events of a stream, and returns their contexts.
  @discardableResult
  func addEvents(_ count: Int, of stream: SpanContext = .sample) -> [SpanContext] {
    var writer = EventSpanWriter(stream: stream)
    let contexts = (0..<count).map { number in
      let context = writer.begin()
      writer.append(
        context,
        start: UInt64(number),
        end: UInt64(number) + 5,
        "web-\(number)",
        "http",
        "login",
        "192.0.2.7"
      )
      return context
    }
    exporter.add(writer.take())
    return contexts
  }
}
