import Basics
import DockerEngine
import Foundation
import Testing
import TestSupport

@Suite("The decoder of json-file logs")
struct JSONFileDecoderTests {
  /// What a decoder has handed on.
  struct Decoded: Equatable {
    var messages: [DecodedMessage] = []
    var starts: [Int] = []
    var damages = 0
  }

  private static let moment: Int64 = 1_795_406_114_000_000_120
  private static let stamp = "2026-11-23T03:55:14.00000012Z"

  /// A record as the driver writes it; `text` is in JSON already.
  private static func record(_ text: String, _ stream: String = "stdout", _ more: String = "") -> String {
    #"{"log":"\#(text)","stream":"\#(stream)"\#(more),"time":"\#(stamp)"}"# + "\n"
  }

  private static func decode(
    _ text: some Sequence<UInt8>,
    stream: LogMessage.Stream = .stdout,
    pieces: Int = .max,
    isEnd: Bool = true
  ) -> Decoded {
    var decoder = JSONFileDecoder(stream: stream)
    var decoded = Decoded()
    let bytes = Array(text)
    var offset = 0
    var available = min(pieces, bytes.count)
    while true {
      let isLast = available == bytes.count
      let consumed = bytes[offset..<available].withUnsafeBytes { bytes in
        decoder.decode(bytes, isEnd: isLast && isEnd) { message, start in
          decoded.messages.append(DecodedMessage(message))
          decoded.starts.append(offset + start)
        } damage: { _ in
          decoded.damages += 1
        }
      }
      offset += consumed
      guard !isLast else { return decoded }
      available = available > bytes.count - pieces ? bytes.count : available + pieces
    }
  }

  private static func texts(_ decoded: Decoded) -> [String] {
    decoded.messages.map { String(decoding: $0.content, as: UTF8.self) }
  }

  @Test(
    arguments: [
      (#"a line\n"#, "a line\n"), ("", ""), (#"\u003c134\u003e1 \u0026"#, "<134>1 &"),
      (#"\"quoted\" and \\ and \/"#, #""quoted" and \ and /"#), (#"\t\r\b\f"#, "\t\r\u{8}\u{C}"),
      (#"\ufffd\u2028"#, "\u{FFFD}\u{2028}"), (#"\ud83e\udd88!"#, "🦈!"), (#"\ud83e alone"#, "\u{FFFD} alone"),
      (#"\udd88\ud83e"#, "\u{FFFD}\u{FFFD}"), ("ümläute, 鮫", "ümläute, 鮫"), (#"ends in \\"#, #"ends in \"#),
      (#"fifteen bytes:\"\n"#, "fifteen bytes:\"\n"), (#"sixteen  bytes:\"\n"#, "sixteen  bytes:\"\n"),
    ]
  )
  func `Escapes become what they stand for`(json: String, text: String) {
    let decoded = Self.decode(Self.record(json).utf8)
    #expect(Self.texts(decoded) == [text])
    #expect(decoded.messages.map(\.timestamp.nanoseconds) == [Self.moment])
    #expect(decoded.damages == 0)
  }

  @Test(arguments: 1...50)
  func `Whatever a container prints comes out as another JSON reader has it`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let texts = (0..<50).map { _ in
      let scalars = (0..<Int.random(in: 0...80, using: &generator)).compactMap { _ in
        Unicode.Scalar(
          UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x1FFFF), using: &generator)
        )
      }
      return String(String.UnicodeScalarView(scalars))
    }
    let log = try texts.map { text in
      // As bytes: a text that begins with a mark makes one character with the quote.
      return Self.record(
        String(decoding: try JSONEncoder().encode([text]).dropFirst(2).dropLast(2), as: UTF8.self)
      )
    }
    let decoded = Self.decode(log.joined().utf8, pieces: Int.random(in: 1...700, using: &generator))
    #expect(Self.texts(decoded) == texts)
    #expect(decoded.damages == 0)
  }

  @Test(arguments: 1...150)
  func `A log that comes in pieces cut anywhere decodes to the same messages`(size: Int) {
    let log = Self.record(#"one\n"#) + Self.record(#"two\n"#, "stderr") + Self.record(#"three \"3\"\n"#)
    let decoded = Self.decode(log.utf8, pieces: size)
    #expect(Self.texts(decoded) == ["one\n", "three \"3\"\n"])
    #expect(
      decoded.starts == [0, Self.record(#"one\n"#).utf8.count + Self.record(#"two\n"#, "stderr").utf8.count]
    )
  }

  @Test func `Only the wanted output comes, and attributes are no part of it`() {
    let attributes = #","attrs":{"label":"\",\"stream\":\"stderr\",\"time\":\"","tag":"}"}"#
    let log =
      Self.record("out") + Self.record("err", "stderr") + Self.record("out too", "stdout", attributes)
      + Self.record("err too", "stderr", attributes)
    #expect(Self.texts(Self.decode(log.utf8)) == ["out", "out too"])
    #expect(Self.texts(Self.decode(log.utf8, stream: .stderr)) == ["err", "err too"])
    #expect(Self.decode(log.utf8).damages == 0)
  }

  @Test(
    arguments: [
      #"","stream":"stderr","time":"2020-01-01T00:00:00Z"}"#, #""}{"log":""#, "\\", #"\""#, "\n{\"log\":\"",
    ]
  )
  func `A container can't end its own record`(text: String) throws {
    let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self)
    let decoded = Self.decode((Self.record(String(json.dropFirst(2).dropLast(2))) + Self.record("next")).utf8)
    #expect(Self.texts(decoded) == [text, "next"])
    #expect(decoded.damages == 0)
  }

  @Test(
    arguments: [
      ("2026-11-23T03:55:14Z", moment - 120), ("2026-11-23T03:55:14.5Z", moment + 499_999_880),
      ("2026-11-23T03:55:14.000000123Z", moment + 3), ("2026-11-23T03:55:14.00000012Z", moment),
      ("2026-11-23T04:55:14.00000012+01:00", moment), ("1970-01-01T00:00:00.1Z", 100_000_000),
    ]
  )
  func `Stamps of every length are read`(stamp: String, nanoseconds: Int64) {
    let log = #"{"log":"x","stream":"stdout","time":"\#(stamp)"}"# + "\n"
    #expect(Self.decode(log.utf8).messages.map(\.timestamp.nanoseconds) == [nanoseconds])
  }

  private static let torn: [(log: String, texts: [String], damages: Int)] = [
    (#"{"log":"abc"# + whole, ["whole"], 1),
    (#"{"log":"abc\"# + whole, ["whole"], 1),
    (#"{"log":"a{"log":"b"# + whole, ["whole"], 1),
    (whole + String(repeating: "\0", count: 5000) + whole, ["whole", "whole"], 1),
    (whole + "\n" + whole, ["whole", "whole"], 1),
    (#"{"log":"abc"# + record("of another output", "stderr"), [], 1),
    (String(whole.dropLast()) + record("two"), ["two"], 1),
    (#"{"log":"x","stream":"stdin","time":"2026-11-23T03:55:14Z"}"# + "\n", [], 1),
    (#"{"log":"x","stream":"stdout","time":"yesterday"}"# + "\n", [], 1),
    (#"{"log":"\q","stream":"stdout","time":"2026-11-23T03:55:14Z"}"# + "\n", [], 1),
    ("no JSON at all\n" + whole, ["whole"], 1),
  ]
  private static let whole = record("whole")

  @Test(arguments: torn)
  func `What is whole among what is not is salvaged, and the rest is counted`(
    log: String,
    texts: [String],
    damages: Int
  ) {
    let decoded = Self.decode(log.utf8)
    #expect(Self.texts(decoded) == texts)
    #expect(decoded.damages == damages)
  }

  @Test func `A record that is cut waits for its end, and is damage where none will come`() {
    let log = Self.record("one") + String(Self.record("two").dropLast(10))
    #expect(Self.decode(log.utf8, isEnd: false) == Self.decode(Self.record("one").utf8))
    #expect(Self.decode(log.utf8).damages == 1)
    // Only its LF is missing.
    #expect(
      Self.texts(Self.decode((Self.record("one") + Self.record("two").dropLast()).utf8)) == ["one", "two"]
    )
  }

  @Test(
    arguments: [64 << 10, 4 << 20, .max]
  )
  func `A record of ten megabytes is damage, and what follows it is read`(pieces: Int) {
    let log = Self.record(String(repeating: "x", count: 10 << 20)) + Self.record("next")
    let decoded = Self.decode(log.utf8, pieces: pieces)
    #expect(Self.texts(decoded) == ["next"])
    #expect(decoded.damages == 1)
  }

  @Test(arguments: 1...50)
  func `Random damage costs no whole record behind it`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var log = Array((0..<20).map { Self.record("line \($0)") }.joined().utf8)
    let start = Int.random(in: 0..<log.count / 2, using: &generator)
    let end = start + Int.random(in: 1...200, using: &generator)
    log.replaceSubrange(start..<end, with: (0..<Int.random(in: 0...50, using: &generator)).map { _ in 0 })
    let texts = Self.texts(Self.decode(log))
    let expected = (0..<20).map { "line \($0)" }
    #expect(Set(texts).isSubset(of: expected))
    #expect(texts.suffix(6) == expected.suffix(6))
  }
}
