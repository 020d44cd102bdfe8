import Basics
import Testing

import DockerEngine

@Suite("The decoder of events")
struct EventDecoderTests {
  static func decode(_ pieces: [[UInt8]], maximumLength: Int = 1 << 20) -> (
    events: [EngineEvent], skipped: Int
  ) {
    var decoder = EventDecoder(maximumLength: maximumLength)
    var events: [EngineEvent] = []
    for piece in pieces {
      piece.withUnsafeBytes { bytes in decoder.decode(bytes) { events.append($0) } }
    }
    return (events, decoder.skipped)
  }

  static func decode(_ text: String) -> (events: [EngineEvent], skipped: Int) {
    decode([Array(text.utf8)])
  }

  static let both = """
    {"status":"start","id":"abc","from":"img","Type":"container","Action":"start","Actor":{"ID":"abc",\
    "Attributes":{"image":"img","name":"web","decnet.fleet.decky":"omega"}},"scope":"local",\
    "time":1795406114,"timeNano":1795406114000000123}

    """

  @Test func `An event of a present engine is read whole`() {
    let (events, skipped) = Self.decode(Self.both)
    #expect(skipped == 0)
    #expect(
      events == [
        EngineEvent(
          action: "start",
          containerID: "abc",
          attributes: ["image": "img", "name": "web", "decnet.fleet.decky": "omega"],
          time: EngineTimestamp(nanoseconds: 1_795_406_114_000_000_123)
        )
      ]
    )
  }

  @Test func `An event of an old engine, with status, id and seconds, is read`() {
    let (events, _) = Self.decode(#"{"status":"die","id":"abc","from":"img","time":1795406114}"# + "\n")
    #expect(
      events == [
        EngineEvent(
          action: "die",
          containerID: "abc",
          attributes: ["image": "img"],
          time: EngineTimestamp(nanoseconds: 1_795_406_114_000_000_000)
        )
      ]
    )
  }

  @Test func `An event of a new engine, with Action and Actor only, is read`() {
    let (events, _) = Self.decode(
      #"{"Type":"container","Action":"died","Actor":{"ID":"abc","Attributes":{"exitCode":"1"}},"timeNano":7}"#
        + "\r\n"
    )
    #expect(
      events == [
        EngineEvent(
          action: "died",
          containerID: "abc",
          attributes: ["exitCode": "1"],
          time: EngineTimestamp(nanoseconds: 7)
        )
      ]
    )
  }

  @Test func `An unknown action is passed through`() {
    let line = #"{"Type":"container","Action":"exec_start: sh -c \"x\"","Actor":{"ID":"a"},"unknown":[1,{}]}"#
    let (events, skipped) = Self.decode(line + "\n")
    #expect(events.map(\.action) == [#"exec_start: sh -c "x""#])
    #expect(skipped == 0)
  }

  @Test func `Attributes that are not strings are left out, the event is not`() {
    let (events, _) = Self.decode(
      #"{"Type":"container","Action":"start","Actor":{"ID":"a","Attributes":{"x":null,"y":1,"name":"n"}}}"#
        + "\n"
    )
    #expect(events.map(\.attributes) == [["name": "n"]])
  }

  @Test func `Events about other things are passed over without being counted`() {
    let (events, skipped) = Self.decode(
      #"{"Type":"network","Action":"connect","Actor":{"ID":"n"},"time":1}"# + "\n" + Self.both
    )
    #expect(events.count == 1)
    #expect(skipped == 0)
  }

  @Test(
    arguments: [
      "{", "null", "[]", "\"text\"", "{}", #"{"Type":"container"}"#, #"{"Action":"start"}"#,
      #"{"Action":"","Actor":{"ID":"a"}}"#, #"{"Action":"start","Actor":{"ID":""}}"#,
      #"{"Action":5,"Actor":{"ID":"a"}}"#, #"{"Type":"container","Action":"start","Actor":{"ID":"a"#,
      "\u{0}\u{1}", "HTTP/1.1 400 Bad Request",
    ]
  )
  func `A line that is no event is skipped and counted, and the next one is read`(line: String) {
    let (events, skipped) = Self.decode(line + "\n" + Self.both)
    #expect(events.count == 1)
    #expect(skipped == 1)
  }

  @Test func `Blank lines are nothing`() {
    let (events, skipped) = Self.decode("\n\r\n  \n" + Self.both)
    #expect(events.count == 1)
    #expect(skipped == 0)
  }

  @Test func `An event beyond the limit is skipped and counted, and the next one is read`() {
    let long = Array((String(repeating: "x", count: 5000) + "\n").utf8)
    let pieces = [Array(long[..<900]), Array(long[900...]) + Array(Self.both.utf8)]
    let (events, skipped) = Self.decode(pieces, maximumLength: 1000)
    #expect(events.count == 1)
    #expect(skipped == 1)
  }

  @Test func `Events cut anywhere are the same events`() {
    let body = Array((Self.both + Self.both).utf8)
    let expected = Self.decode([body]).events
    #expect(expected.count == 2)
    for cut in body.indices {
      #expect(Self.decode([Array(body[..<cut]), Array(body[cut...])]).events == expected)
    }
  }

  @Test func `An event that is cut off by the stream's end is not delivered`() {
    let (events, skipped) = Self.decode(String(Self.both.dropLast(2)))
    #expect(events.isEmpty)
    #expect(skipped == 0)
  }

  @Test func `Seconds beyond the range of nanoseconds don't stop anything`() {
    let line = #"{"Action":"start","Actor":{"ID":"a"},"time":9223372036854775807}"#
    #expect(Self.decode(line + "\n").events.map(\.time.nanoseconds) == [0])
  }
}
