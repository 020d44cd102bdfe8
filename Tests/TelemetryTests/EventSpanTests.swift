import Foundation
import OTLPMessages
import SwiftProtobuf
import Testing

@testable import TraceExport

@Suite("Spans of events")
struct EventSpanTests {
  @Test func `No id comes twice, in a stream or in two`() {
    var ids: Set<SpanID> = []
    for _ in 0..<4 {
      var sequence = SpanIDSequence()
      for _ in 0..<50_000 { ids.insert(sequence.next()) }
    }
    #expect(ids.count == 200_000)
  }

  @Test func `The sequence is SplitMix64, and never gives zero, which is no id`() {
    // The first numbers that the reference implementation gives for the seed 1234567.
    var sequence = SpanIDSequence(counter: 1_234_567)
    #expect(
      (0..<3).map { _ in sequence.next().number } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ]
    )
    // From here the next number would be that of counter 0, which is mapped to 0.
    var zero = SpanIDSequence(counter: 0 &- 0x9e37_79b9_7f4a_7c15)
    #expect(zero.next().number != 0)
  }

  @Test(
    arguments: [
      (String(repeating: "x", count: 255), 255), (String(repeating: "x", count: 256), 255),
      (String(repeating: "é", count: 200), 254), (String(repeating: "€", count: 100), 255),
      ("x" + String(repeating: "😀", count: 100), 253), ("", 0),
    ]
  )
  func `An attribute is cut after 255 bytes, between characters`(text: String, length: Int) throws {
    var writer = EventSpanWriter(stream: .sample)
    writer.append(writer.begin(), start: 1, end: 2, text, "s", "t", text)
    let batch = writer.take()
    #expect(batch.count == 1 && batch.text.count == 2 * length + 2)
    let first = String(validating: batch.text[..<length], as: UTF8.self)
    #expect(first.map(text.hasPrefix) == true)
    #expect(writer.take().spans.isEmpty)
  }

  @Test(
    arguments: [0, 1, 63, 64, 119, 127, 128, 200, 255]
  )
  func `What is encoded by hand is what the library reads`(length: Int) throws {
    let stream = SpanContext.sample
    var writer = EventSpanWriter(stream: stream)
    let text = String(repeating: "x", count: length)
    let contexts = [writer.begin(), writer.begin(), writer.begin()]
    for context in contexts {
      writer.append(context, start: 1, end: .max, text, "é" + text.dropFirst(2), "", "::1")
    }
    let settings = try Exporting.settings("http://127.0.0.1:1")
    let batch = writer.take()
    let request = ExportRequest(
      [.events(batch, 1..<3), .span([]), .events(batch, 0..<1)],
      from: SpanOrigin(settings)
    )
    #expect(request.count == 4)
    let spans = try request.decoded()
    #expect(
      spans.map(\.spanID) == [
        contexts[1].spanID.data, contexts[2].spanID.data, .init(), contexts[0].spanID.data,
      ]
    )
    for span in [spans[0], spans[1], spans[3]] {
      var expected = Opentelemetry_Proto_Trace_V1_Span()
      expected.traceID = stream.traceID.data
      expected.spanID = span.spanID
      expected.parentSpanID = stream.spanID.data
      expected.flags = 0x101
      expected.name = "collector.event"
      expected.kind = .internal
      expected.startTimeUnixNano = 1
      expected.endTimeUnixNano = .max
      let values = [
        ("decky", text), ("service", "é" + text.dropFirst(2)), ("event_type", ""), ("attacker_ip", "::1"),
      ]
      expected.attributes = values.map { key, value in
        .with {
          $0.key = key
          $0.value.stringValue = value
        }
      }
      #expect(span == expected)
    }
  }

  @Test func `Bytes that are no UTF-8 are repaired before they are sent, however they are cut`() throws {
    let bytes = [UInt8](repeating: 0x80, count: 300) + [0xff]
    var writer = EventSpanWriter(stream: .sample)
    bytes.withUnsafeBytes { all in
      writer.append(
        writer.begin(),
        start: 9,
        end: 1,
        decky: all,
        service: all,
        eventType: all,
        attackerAddress: all
      )
    }
    let settings = try Exporting.settings("http://127.0.0.1:1")
    let batch = writer.take()
    let request = ExportRequest([.events(batch, 0..<1)], from: SpanOrigin(settings))
    let span = try #require(try request.decoded().first)
    #expect(span.attributes.count == 4)
    #expect(span.attributes.allSatisfy { $0.value.stringValue == String(repeating: "\u{fffd}", count: 255) })
    #expect(span.endTimeUnixNano == 9)
  }

  @Test func `The events of a stream that isn't sampled have contexts, and no spans`() {
    let sample = SpanContext.sample
    var writer = EventSpanWriter(
      stream: SpanContext(traceID: sample.traceID, spanID: sample.spanID, isSampled: false)
    )
    let context = writer.begin()
    writer.append(context, start: 1, end: 2, "d", "s", "t", "a")
    #expect(writer.take().spans.isEmpty)
    #expect(context.traceparent.hasSuffix("-00"))
  }
}
