import OTLPMessages
import Testing
import TestSupport
import Tracing

@testable import TraceExport

@Suite("What a span may hold")
struct SpanBoundTests {
  @Test func `Values, names and numbers of things are bounded, and what is left out is counted`() throws {
    let settings = try Exporting.settings(
      "http://127.0.0.1:1",
      environment: ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "10", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "3"]
    )
    let exporter = SpanExporter(settings: settings, logger: LogRecorder.make().0)
    let tracer = OTLPTracer(settings: settings, exporter: exporter)
    let span = tracer.startSpan(String(repeating: "n", count: 100), context: .topLevel)
    span.attributes["a"] = "€€€€"
    span.attributes["b"] = SpanAttribute.stringArray(Array(repeating: "long enough to be cut", count: 9))
    for number in 0..<5 { span.attributes["c\(number)"] = number }
    for number in 0..<200 { span.addEvent(SpanEvent(name: "event", attributes: ["n": "\(number)"])) }
    for _ in 0..<130 { span.addLink(tracer.startSpan("other", context: .topLevel)) }
    span.addLink(SpanLink(context: .topLevel, attributes: [:]))
    span.setStatus(SpanStatus(code: .error, message: "a message that is long"))
    span.end()

    let request = ExportRequest(exporter.queue.take(), from: SpanOrigin(settings))
    let message = try #require(try request.decoded().first)
    #expect(message.name == String(repeating: "n", count: 10))
    #expect(message.attributes.map(\.key) == ["a", "b", "c0"] && message.droppedAttributesCount == 4)
    #expect(message.attributes[0].value.stringValue == "€€€")
    #expect(
      message.attributes[1].value.arrayValue.values.map(\.stringValue)
        == Array(repeating: "long enoug", count: 3)
    )
    #expect(message.events.count == 128 && message.droppedEventsCount == 72)
    #expect(message.links.count == 128 && message.droppedLinksCount == 3)
    #expect(message.status.message == "a message ")
  }

  @Test(
    arguments: [
      (0.0, true, true, true), (1.0, true, false, false), (0.0, false, true, false),
      (1.0, false, false, true),
    ]
  )
  func `A sampler decides by the trace and, if it is told to, by the parent`(
    ratio: Double,
    followsParent: Bool,
    parentIsSampled: Bool,
    expected: Bool
  ) {
    let sample = SpanContext.sample
    let parent = SpanContext(traceID: sample.traceID, spanID: sample.spanID, isSampled: parentIsSampled)
    let sampler = TraceSampler(ratio: ratio, followsParent: followsParent)
    #expect(sampler.samples(sample.traceID, below: parent) == expected)
    #expect(sampler.samples(sample.traceID, below: nil) == (ratio == 1))
  }

  @Test func `A quarter of all traces is about a quarter, and a trace is always decided the same way`() {
    var generator = SystemRandomNumberGenerator()
    let sampler = TraceSampler(ratio: 0.25, followsParent: false)
    var count = 0
    for _ in 0..<20_000 {
      let id = TraceID.random(using: &generator)
      if sampler.samples(id, below: nil) { count += 1 }
      #expect(sampler.samples(id, below: nil) == sampler.samples(id, below: nil))
    }
    #expect((4_500...5_500).contains(count))
  }

  @Test func `What isn't sampled keeps nothing and is not exported`() throws {
    let settings = try Exporting.settings(
      "http://127.0.0.1:1",
      environment: ["OTEL_TRACES_SAMPLER": "always_off"]
    )
    let exporter = SpanExporter(settings: settings, logger: LogRecorder.make().0)
    let tracer = OTLPTracer(settings: settings, exporter: exporter)
    tracer.withSpan("parent", context: .topLevel) { span in
      span.attributes["a"] = "b"
      #expect(!span.isRecording && span.attributes.isEmpty)
      let child = tracer.startSpan("child")
      #expect(child.spanContext.traceID == span.spanContext.traceID && !child.isRecording)
    }
    #expect(exporter.queue.take().isEmpty && exporter.counts == TraceCounts())
  }
}
