import Basics
import Instrumentation
import Testing
import TestSupport
import Tracing

@testable import TraceExport

@Suite("W3C Trace Context")
struct TraceparentTests {
  private struct Fields: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
      carrier[key] = value
    }
  }

  private static let valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

  private func tracer() throws -> OTLPTracer {
    let settings = try Exporting.settings("http://127.0.0.1:1")
    return OTLPTracer(
      settings: settings,
      exporter: SpanExporter(settings: settings, logger: LogRecorder.make().0)
    )
  }

  @Test(arguments: ["00", "01", "03", "ff"])
  func `What is extracted is injected again, below a new span`(flags: String) throws {
    let tracer = try tracer()
    var context = ServiceContext.topLevel
    tracer.extract(
      ["traceparent": String(Self.valid.dropLast(2)) + flags, "tracestate": " a=1 ,,b@c=2"],
      into: &context,
      using: Fields()
    )
    let span = tracer.startSpan("consume", context: context)
    var carrier: [String: String] = [:]
    tracer.inject(span.context, into: &carrier, using: Fields())
    let isSampled = flags != "00"
    #expect(span.isRecording == isSampled)
    #expect(carrier["tracestate"] == "a=1,b@c=2")
    #expect(
      carrier["traceparent"]
        == "00-0af7651916cd43dd8448eb211c80319c-\(span.spanContext.spanID)-\(isSampled ? "01" : "00")"
    )
  }

  @Test(
    arguments: [
      "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-011",
      "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
      "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
      "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
      " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0é",
    ]
  )
  func `An invalid traceparent is no context`(text: String) throws {
    #expect(SpanContext(traceparent: text) == nil)
    var context = ServiceContext.topLevel
    try tracer().extract(["traceparent": text, "tracestate": "a=1"], into: &context, using: Fields())
    #expect(context.span == nil && context.traceState == nil)
  }

  @Test func `A later version may have more at its end`() {
    let later = SpanContext(traceparent: "cc" + Self.valid.dropFirst(2) + "-what-the-future-brings")
    #expect(later?.traceparent == Self.valid && later?.isRemote == true)
    #expect(SpanContext(traceparent: "cc" + Self.valid.dropFirst(2)) == later)
  }

  @Test(
    arguments: [
      "", ",", "a", "=1", "a=", "A=1", "a=1,a=2", "a=1=2", "a=\u{e9}", "a =1",
      "a=" + String(repeating: "v", count: 257),
      String(repeating: "k", count: 257) + "=1", (0..<33).map { "k\($0)=1" }.joined(separator: ","),
      "a=" + String(repeating: "v", count: 250) + ",b=" + String(repeating: "v", count: 250) + ",c=123456789",
    ]
  )
  func `An invalid tracestate is left out, and the trace goes on`(text: String) throws {
    #expect(TraceState(text) == nil)
    var context = ServiceContext.topLevel
    try tracer().extract(["traceparent": Self.valid, "tracestate": text], into: &context, using: Fields())
    #expect(context.span != nil && context.traceState == nil)
  }

  @Test func `Any context reads as it was written, and is the same as bytes and as a string`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      let context = SpanContext(
        traceID: .random(using: &generator),
        spanID: .random(using: &generator),
        isSampled: .random(),
        isRemote: true
      )
      #expect(SpanContext(traceparent: context.traceparent) == context)
    }
    for number: UInt64 in [0, 0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, .max, 0x9a9a_9a9a_a9a9_a9a9] {
      let digits = String(number, radix: 16)
      #expect(HexText.string(number) == String(repeating: "0", count: 16 - digits.count) + digits)
    }
  }
}
