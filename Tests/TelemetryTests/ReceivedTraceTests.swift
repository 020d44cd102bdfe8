import Testing
import TestSupport
import Tracing

@testable import TraceExport

@Suite(
  "Traces as an independent receiver reads them",
  .enabled { await Receiver.isThere },
  .timeLimit(.minutes(Patience.minutes(5)))
)
struct ReceivedTraceTests {
  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `A stream and its events arrive as parent and children`(transport: TracingEndpoint.Transport)
    async throws
  {
    try await Receiver.with(transport) { receiver in
      let settings = try Exporting.settings(
        receiver.url,
        transport,
        environment: [
          "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=lab%201",
          "OTEL_EXPORTER_OTLP_HEADERS": "X-Key=a%20b",
        ]
      )
      var contexts: [SpanContext] = []
      var stream: SpanContext?
      let (counts, _) = try await Exporting.with(settings) { exporting in
        let span = exporting.tracer.startSpan("collector.stream_container", context: .topLevel)
        span.attributes["container"] = "decky-web"
        contexts = exporting.addEvents(3, of: span.spanContext)
        stream = span.spanContext
        span.end()
      }
      let request = try await receiver.next()
      #expect(counts.exported == 4 && counts.dropped == 0 && counts.failed == 0)
      #expect(request.headers["x-key"] == "a b")
      if transport == .http { #expect(request.headers["path"] == "/v1/traces") }
      let spans = request.spans
      try #require(spans.count == 4)

      let parent = try #require(spans.last)
      #expect(parent.name == "collector.stream_container" && parent.parent.isEmpty)
      #expect(parent.attributes["container"] == .string("decky-web"))
      #expect(parent.trace == stream?.traceID.description && parent.span == stream?.spanID.description)
      for (number, (event, context)) in zip(spans, contexts).enumerated() {
        #expect(event.name == "collector.event" && event.kind == "SPAN_KIND_INTERNAL")
        #expect(event.parent == parent.span && event.trace == parent.trace)
        #expect(context.traceparent == "00-\(event.trace)-\(event.span)-01")
        #expect(event.start == UInt64(number) && event.end == UInt64(number) + 5)
        #expect(
          event.attributes == [
            "decky": .string("web-\(number)"), "service": .string("http"), "event_type": .string("login"),
            "attacker_ip": .string("192.0.2.7"),
          ]
        )
        #expect(event.flags == 0x101)
      }
      #expect(parent.resource["service.name"] == .string("decnet-collector"))
      #expect(parent.resource["deployment.environment"] == .string("lab 1"))
      #expect(parent.scope == "decklog")
    }
  }

  @Test func `Everything that a span can be given arrives`() async throws {
    try await Receiver.with(.http) { receiver in
      var link: SpanContext?
      try await Exporting.with(try Exporting.settings(receiver.url)) { exporting in
        let other = exporting.tracer.startSpan("other", context: .topLevel)
        link = other.spanContext
        var remote = ServiceContext.topLevel
        remote.span = SpanContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        remote.traceState = TraceState("a=1")
        let span = exporting.tracer.startSpan("everything", context: remote, ofKind: .consumer)
        span.attributes["bool"] = true
        span.attributes["double"] = 1.5
        span.attributes["int"] = 7
        span.attributes["ints"] = SpanAttribute.int64Array([1, 2])
        span.attributes["texts"] = SpanAttribute.stringArray(["a", "b"])
        span.attributes["any"] = SpanAttribute.stringConvertible(Duration.seconds(1))
        span.addEvent(SpanEvent(name: "event", attributes: ["of": "event"]))
        span.recordError(SettingsFailure(warnings: ["w"]))
        span.addLink(other)
        span.setStatus(SpanStatus(code: .error, message: "why"))
        span.end()
        span.attributes["late"] = true
        span.end()
      }
      let spans = try await receiver.next().spans
      try #require(spans.count == 1)
      let span = spans[0]
      #expect(span.trace == "0af7651916cd43dd8448eb211c80319c" && span.parent == "b7ad6b7169203331")
      #expect(span.state == "a=1" && span.flags == 0x301 && span.kind == "SPAN_KIND_CONSUMER")
      #expect(
        span.attributes == [
          "bool": .bool(true), "double": .double(1.5), "int": .int(7), "ints": .array([.int(1), .int(2)]),
          "texts": .array([.string("a"), .string("b")]), "any": .string("1.0 seconds"),
        ]
      )
      #expect(span.events.map(\.name) == ["event", "exception"])
      #expect(span.events[0].attributes == ["of": .string("event")] && span.events[0].time > 0)
      #expect(span.events[1].attributes["exception.type"] == .string("TelemetryTests.SettingsFailure"))
      #expect(span.links == [link?.spanID.description])
      #expect(span.status == "STATUS_CODE_ERROR" && span.message == "why")
      #expect(span.end >= span.start && span.start > 1_600_000_000_000_000_000)
    }
  }

  @Test(
    arguments: [TracingEndpoint.Transport.http, .grpc]
  )
  func `Spans of many batches arrive all, and each once`(transport: TracingEndpoint.Transport) async throws {
    try await Receiver.with(transport) { receiver in
      let settings = try Exporting.settings(receiver.url, transport)
      let (counts, _) = try await Exporting.with(settings) { exporting in
        for _ in 0..<7 { exporting.addEvents(300) }
      }
      try #require(counts.exported == 2100)
      var ids: Set<String> = []
      var sizes: [Int] = []
      while sizes.reduce(0, +) < 2100 {
        let spans = try await receiver.next().spans
        sizes.append(spans.count)
        ids.formUnion(spans.map(\.span))
      }
      #expect(ids.count == 2100 && sizes.allSatisfy { $0 <= 512 })
    }
  }
}
