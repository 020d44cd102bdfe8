import Basics
import FoundationEssentials
import NIOCore
import Testing

@testable import ServiceBus

@Suite("The writer of events")
struct EventWriterTests {
  private struct Body: Decodable {
    var v: Int
    var id: String
    var topic: String
    var type: String
    var ts: Double
    var payload: [String: Int]
  }

  @Test(
    arguments: [
      ("system.log", "login_attempt"), (#"a."b"\c"#, #"a "quoted" \ type"#),
      ("a", "\u{0}\u{1B}[31m\n\u{7F}\u{85}é😀"),
      ("a", ""),
    ]
  )
  func `What it writes is JSON, whatever topic and type are`(topic: String, type: String) throws {
    let writer = EventWriter()
    let payload = Array(#"{"n":1}"#.utf8)
    let bytes = try #require(
      writer.frame(.event, Topic(topic), type: JSONString.escaped(type).utf8, payload: payload)
    )
    var decoder = FrameDecoder()
    decoder.append(bytes)
    let frame = try #require(try decoder.next())
    #expect(frame.verb == .event)
    #expect(frame.argument == topic)
    let before = Date().timeIntervalSince1970
    let body = try JSONDecoder().decode(Body.self, from: Data(frame.body.readableBytesView))
    #expect(body.v == 1)
    #expect(body.id.count == 32 && body.id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(body.topic == topic)
    #expect(body.type == type)
    #expect(abs(body.ts - before) < 60)
    #expect(body.payload == ["n": 1])
    #expect(Envelope(frame.body).map { $0.type.withUnsafeReadableBytes { JSONString.decode($0) } } == type)
  }

  @Test func `No control character comes out as itself`() {
    let all = String(String.UnicodeScalarView((0..<0x80).map { UnicodeScalar(UInt8($0)) }))
    let escaped = JSONString.escaped(all)
    #expect(escaped.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    #expect(Array(escaped.utf8).withUnsafeBytes { JSONString.decode($0) } == all)
  }

  @Test func `A payload of the promised length fits, whatever the topic, and one of a whole frame doesn't`()
    throws
  {
    let writer = EventWriter()
    let topic = try Topic(String(repeating: "\"", count: Topic.maximumLength))
    let type = String(repeating: "t", count: 512).utf8
    let payload = [UInt8](repeating: UInt8(ascii: " "), count: BusClient.longestPayload)
    for verb in [Frame.Verb.publish, .event] {
      #expect(writer.frame(verb, topic, type: type, payload: payload) != nil)
      let frame = [UInt8](repeating: UInt8(ascii: " "), count: BusLimit.body)
      #expect(writer.frame(verb, topic, type: type, payload: frame) == nil)
    }
  }

  @Test func `No two events have the same id`() throws {
    let writers = (EventWriter(), EventWriter())
    let topic = try Topic("a")
    var ids: Set<String> = []
    for _ in 0..<1000 {
      for frame in [
        writers.0.frame(.publish, topic, type: "x".utf8, payload: "{}".utf8),
        writers.1.frame(.publish, topic, type: "x".utf8, payload: "{}".utf8),
      ] {
        var decoder = FrameDecoder()
        decoder.append(try #require(frame))
        let body = try #require(try decoder.next()?.body)
        ids.insert(String(buffer: try #require(Envelope(body)?.id)))
      }
    }
    #expect(ids.count == 2000)
  }

  @Test func `A body of 1 MiB is written, and none that is longer`() throws {
    let writer = EventWriter()
    let topic = try Topic("a")
    func length(_ padding: Int) -> Int? {
      let payload = Array(#"{"p":""#.utf8) + [UInt8](repeating: 0x78, count: padding) + Array("\"}".utf8)
      return writer.frame(.publish, topic, type: "x".utf8, payload: payload).map {
        $0.readableBytes - FrameEncoder.headerLength(.publish, "a")
      }
    }
    let padding = (1 << 20) - (length(0) ?? 0)
    #expect(length(padding) == 1 << 20)
    #expect(length(padding + 1) == nil)
  }

  @Test(
    arguments: [
      (#"a\"b\\c\/d\b\f\n\r\t"#, "a\"b\\c/d\u{8}\u{C}\n\r\t"), (#"\u00e9\u00E9é"#, "ééé"),
      (#"\ud83d\ude00x"#, "😀x"),
      (#"\ud800x"#, "\u{FFFD}x"), ("plain", "plain"), ("", ""),
    ]
  )
  func `Escapes of JSON are read back`(json: String, text: String) {
    #expect(Array(json.utf8).withUnsafeBytes { JSONString.decode($0) } == text)
  }
}
