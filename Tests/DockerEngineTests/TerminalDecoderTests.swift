import Basics
import DockerEngine
import Testing
import TestSupport

@Suite("The decoder of unframed logs")
struct TerminalDecoderTests {
  static let moment: Int64 = 1_795_406_114_000_000_123

  /// A line as the engine sends it: a stamp in front of every 16,384 bytes.
  static func sent(_ nanoseconds: Int64, _ line: [UInt8], piece: Int = 16_384) -> [UInt8] {
    let stamp = Array((EngineTimestamp(nanoseconds: nanoseconds).rfc3339 + " ").utf8)
    var result = stamp
    var rest = line[...]
    while rest.count > piece {
      result += rest.prefix(piece)
      result += stamp
      rest = rest.dropFirst(piece)
    }
    return result + rest
  }

  /// The fragments of every line put together.
  static func lines(_ fragments: [DecodedMessage]) -> [DecodedMessage] {
    var lines: [DecodedMessage] = []
    for fragment in fragments {
      if let last = lines.last, last.content.last != 0x0A {
        #expect(last.timestamp == fragment.timestamp)
        lines[lines.count - 1].content += fragment.content
      } else {
        lines.append(fragment)
      }
    }
    return lines
  }

  static func decode(_ pieces: [ArraySlice<UInt8>]) throws -> [DecodedMessage] {
    lines(try LogDecoder.decode(pieces, hasTTY: true))
  }

  static let expected: [DecodedMessage] = [
    DecodedMessage(.stdout, moment, "short\r\n"),
    DecodedMessage(.stdout, moment + 5, "\r\n"),
    DecodedMessage(.stdout, moment + 6, [UInt8](repeating: 0x32, count: 40_000) + [0x0A]),
    DecodedMessage(.stdout, moment + 7, [UInt8](repeating: 0x61, count: 16_384) + [0x0A]),
    DecodedMessage(.stdout, moment + 8, [UInt8](repeating: 0x62, count: 16_383) + [0x0A]),
    DecodedMessage(.stdout, moment + 9, "a tail without an end"),
  ]
  static let body = expected.flatMap { sent($0.timestamp.nanoseconds, $0.content) }

  @Test func `Lines are found, and the stamps inside long ones removed`() throws {
    #expect(try Self.decode([Self.body[...]]) == Self.expected)
  }

  @Test func `Unframed bytes that come one by one decode to the same lines`() throws {
    #expect(try Self.decode(Self.body.indices.map { Self.body[$0...$0] }) == Self.expected)
  }

  @Test func `Unframed bytes cut around every stamp decode to the same lines`() throws {
    let stamp = Array((EngineTimestamp(nanoseconds: Self.moment + 6).rfc3339 + " ").utf8)
    for start in Self.body.indices where Self.body[start...].starts(with: stamp) {
      for cut in max(0, start - 2)...(start + stamp.count + 2) {
        #expect(try Self.decode([Self.body[..<cut], Self.body[cut...]]) == Self.expected)
      }
    }
  }

  @Test(arguments: 1...30)
  func `Unframed bytes cut at random decode to the same lines`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    // Of a stamp's own characters, so that its beginning is met again and again.
    let alphabet = Array("2026-11-23T03".utf8)
    let expected = (0..<8).map { index in
      DecodedMessage(
        .stdout,
        Self.moment + index,
        (0..<Int.random(in: 0...50_000, using: &generator)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        } + [0x0A]
      )
    }
    let body = expected.flatMap { Self.sent($0.timestamp.nanoseconds, $0.content) }
    #expect(try Self.decode(body.pieces(using: &generator, upTo: 9000)) == expected)
  }

  @Test func `A stamp is found after text that begins like it`() throws {
    for prefix in ["2", "2026-11-2", "2026-11-23T03:55:14.00000012", "2026-11-2026-11-2", "20202026-"] {
      let filler = [UInt8](repeating: 0x78, count: 16_384 - prefix.utf8.count) + Array(prefix.utf8)
      let line = filler + Array("behind the stamp\n".utf8)
      let body = Self.sent(Self.moment, line)
      let expected = [DecodedMessage(.stdout, Self.moment, line)]
      #expect(try Self.decode([body[...]]) == expected)
      #expect(try Self.decode(body.indices.map { body[$0...$0] }) == expected)
    }
  }

  @Test func `A false start right behind a piece's border is content`() throws {
    // Longer pieces, as json-file makes of bytes that aren't UTF-8.
    let line = [UInt8](repeating: 0x78, count: 16_384) + Array("2026-11-2026-11-23T03:55:14.0000".utf8)
    let rest = Array(" and more\n".utf8)
    let body = Self.sent(Self.moment, line + rest, piece: line.count)
    let expected = [DecodedMessage(.stdout, Self.moment, line + rest)]
    for cut in 16_384..<body.count {
      #expect(try Self.decode([body[..<cut], body[cut...]]) == expected)
    }
  }

  @Test func `The same stamp inside the first 16,384 bytes is content`() throws {
    let stamp = EngineTimestamp(nanoseconds: Self.moment).rfc3339
    let line = Array("before \(stamp) after\n".utf8)
    #expect(
      try Self.decode([Self.sent(Self.moment, line)[...]]) == [DecodedMessage(.stdout, Self.moment, line)]
    )
  }

  @Test func `Held back bytes are delivered when the stream ends`() throws {
    let line = [UInt8](repeating: 0x78, count: 16_384) + Array("2026-11-23T03".utf8)
    let body = Self.sent(Self.moment, line, piece: .max)
    #expect(try Self.decode([body[...]]) == [DecodedMessage(.stdout, Self.moment, line)])
  }

  @Test(
    arguments: [
      "no stamp\n", "2026-11-23T03:55:14.000000123Z", "2026-11-23T03:55:14.000000123Z\n", "\n",
      String(repeating: "0", count: 41), "2026-11-23T03:55:14.000000123Z ok\nrubbish ",
    ]
  )
  func `An unframed line without a stamp is a violation`(text: String) {
    let error = #expect(throws: EngineError.self) {
      try LogDecoder.decode([Array(text.utf8)[...]], hasTTY: true)
    }
    #expect(error?.code == .protocolViolation)
  }

  @Test func `The daemon's words in place of a line are its error`() {
    let text = "2026-11-23T03:55:14.000000123Z ok\nError grabbing logs: no such file\n"
    let error = #expect(throws: EngineError.self) {
      try LogDecoder.decode([Array(text.utf8)[...]], hasTTY: true)
    }
    #expect(error?.code == .daemonError)
    #expect(error?.message.contains("no such file") == true)
  }
}
