import Basics
import Synchronization
import Testing
import TestSupport
import Tracing

@testable import TraceExport

@Suite("The exporter and its queue")
struct SpanExporterTests {
  private static func settings() throws -> TracingSettings {
    var settings = try Exporting.settings("http://127.0.0.1:1")
    settings.queueLimit = 10
    settings.batchLimit = 4
    settings.scheduleDelay = .seconds(600)
    return settings
  }

  /// Exports through `transport` until `body` returns and what is there then is sent.
  private func export(
    _ settings: TracingSettings,
    through transport: ScriptedTransport,
    _ body: (Exporting) async throws -> Void
  ) async throws -> (counts: TraceCounts, log: [String]) {
    let (logger, log) = LogRecorder.make()
    let exporter = SpanExporter(settings: settings, logger: logger)
    let tracer = OTLPTracer(settings: settings, exporter: exporter)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await exporter.export(through: transport) }
      defer { exporter.finish() }
      try await body(Exporting(exporter: exporter, tracer: tracer, log: log))
      exporter.finish()
      try await group.waitForAll()
    }
    return (exporter.counts, log.all)
  }

  @Test func `A full queue drops what comes, counts it, and says so once`() async throws {
    let transport = ScriptedTransport(isOpen: false)
    let (counts, log) = try await export(try Self.settings(), through: transport) { exporting in
      exporting.addEvents(4)
      await transport.asked.wait()
      exporting.addEvents(7)
      exporting.addEvents(7)
      exporting.tracer.startSpan("one more", context: .topLevel).end()
      #expect(exporting.exporter.counts.dropped == 5)
      transport.answers.open()
    }
    #expect(counts.exported == 14 && counts.dropped == 5 && counts.failed == 0)
    #expect(transport.requests.withLock { $0 } == [4, 4, 4, 2])
    #expect(log.count { $0.contains("dropping spans") } == 1)
  }

  @Test func `Spans whose bytes don't fit are dropped, however few they are`() async throws {
    var settings = try Self.settings()
    settings.queueSizeLimit = 2000
    let transport = ScriptedTransport()
    let (counts, _) = try await export(settings, through: transport) { exporting in
      let span = exporting.tracer.startSpan("large", context: .topLevel)
      for number in 0..<3 { span.attributes["\(number)"] = String(repeating: "x", count: 1000) }
      span.end()
      exporting.addEvents(1)
    }
    #expect(counts.exported == 1 && counts.dropped == 1)
  }

  @Test func `Enough spans for a request are sent at once, and fewer when they are asked for`() async throws {
    let transport = ScriptedTransport()
    _ = try await export(try Self.settings(), through: transport) { exporting in
      exporting.addEvents(4)
      await transport.asked.wait()
      transport.asked.close()
      exporting.addEvents(1)
      exporting.tracer.forceFlush()
      await transport.asked.wait()
      #expect(transport.requests.withLock { $0 } == [4, 1])
    }
  }

  @Test func `In the end a failing endpoint is asked once, and all that is left counts as failed`()
    async throws
  {
    let transport = ScriptedTransport(Array(repeating: .postponed(reason: "no", pause: nil), count: 100))
    let settings = try Self.settings()
    let exporter = SpanExporter(settings: settings, logger: LogRecorder.make().0)
    var writer = EventSpanWriter(stream: .sample)
    for _ in 0..<9 { writer.append(writer.begin(), start: 0, end: 0, "d", "s", "t", "a") }
    exporter.add(writer.take())
    exporter.finish()
    await exporter.export(through: transport)
    exporter.queue.failRest()
    #expect(transport.requests.withLock { $0 } == [4])
    #expect(exporter.counts.failed == 9)
  }

  @Test func `Cancelled, it still sends what it has`() async throws {
    guard await Receiver.isThere else { return }
    try await Receiver.with(.http) { receiver in
      var settings = try Exporting.settings(receiver.url)
      settings.scheduleDelay = .seconds(600)
      let (logger, _) = LogRecorder.make()
      let exporter = SpanExporter(settings: settings, logger: logger)
      let tracer = OTLPTracer(settings: settings, exporter: exporter)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await exporter.run() }
        tracer.startSpan("last", context: .topLevel).end()
        group.cancelAll()
      }
      let names = try await receiver.next().spans.map(\.name)
      #expect(names == ["last"])
      #expect(exporter.counts.exported == 1)
      tracer.startSpan("too late", context: .topLevel).end()
      #expect(exporter.counts.dropped == 1)
    }
  }

  @Test func `An asked pause is kept also for the next spans, up to a limit`() throws {
    var settings = try Self.settings()
    settings.shortestPause = .seconds(1)
    settings.longestPause = .seconds(4)
    var pauses = ExportPauses(settings)
    let now = ContinuousClock.now
    for longest in [1, 2, 4, 4] {
      pauses.fail(asked: nil, now: now)
      let pause = now.duration(to: pauses.turn)
      #expect(pause >= .seconds(longest) / 2 && pause <= .seconds(longest))
    }
    pauses.fail(asked: .seconds(60), now: now)
    #expect(now.duration(to: pauses.turn) == .seconds(60))
    pauses.fail(asked: .seconds(1_000_000), now: now)
    #expect(now.duration(to: pauses.turn) == .seconds(300))
    pauses.reset()
    pauses.fail(asked: nil, now: now)
    #expect(now.duration(to: pauses.turn) <= .seconds(1))
  }
}
