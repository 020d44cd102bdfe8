import DockerEngine
import Testing
import TestSupport

@Suite("The decoder of framed logs")
struct FrameDecoderTests {
  static let moment: Int64 = 1_795_406_114_000_000_123

  static let messages = [
    DecodedMessage(.stdout, moment, "first line\n"),
    DecodedMessage(.stdout, moment + 1, "\n"),
    DecodedMessage(.stderr, moment + 999_999_877, "an error: \u{FC}\n"),
    DecodedMessage(.stdout, moment + 60_000_000_000, [UInt8](repeating: 0x78, count: 300)),
    DecodedMessage(.stdout, moment + 60_000_000_000, "end of a long line\n"),
    DecodedMessage(.stdout, moment - 86_400_000_000_000, "the clock stepped back"),
    DecodedMessage(.stdout, moment, ""),
  ]
  static let body = messages.flatMap(\.frame)

  @Test func `Frames in one piece become messages`() throws {
    #expect(try LogDecoder.decode([Self.body[...]]) == Self.messages)
  }

  @Test func `A frame cut anywhere decodes to the same messages`() throws {
    for cut in 0...Self.body.count {
      #expect(try LogDecoder.decode([Self.body[..<cut], Self.body[cut...]]) == Self.messages)
    }
  }

  @Test func `Frames that come byte by byte decode to the same messages`() throws {
    #expect(try LogDecoder.decode(Self.body.indices.map { Self.body[$0...$0] }) == Self.messages)
  }

  @Test(arguments: 1...50)
  func `Frames cut at random decode to the same messages`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let messages = (0..<200).map { index in
      DecodedMessage(
        Bool.random(using: &generator) ? .stdout : .stderr,
        Self.moment + Int64.random(in: 0..<200_000_000_000, using: &generator),
        (0..<Int.random(in: 0...400, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      )
    }
    let body = messages.flatMap(\.frame)
    #expect(try LogDecoder.decode(body.pieces(using: &generator, upTo: 700)) == messages)
  }

  @Test(
    arguments: [
      ("2026-11-23T03:55:14Z", moment - 123), ("2026-11-23T03:55:14.5Z", moment + 499_999_877),
      ("2026-11-23T04:55:14.000000123+01:00", moment), ("2026-11-23T03:55:14.00000012Z", moment - 3),
    ]
  )
  func `Stamps of other shapes are read as well`(stamp: String, nanoseconds: Int64) throws {
    let body = Frame.make(type: 1, Array("\(stamp) text\n".utf8))
    #expect(try LogDecoder.decode([body[...]]) == [DecodedMessage(.stdout, nanoseconds, "text\n")])
  }

  @Test func `An error of the daemon's is reported after the messages before it, in printable words`() throws
  {
    let words = Array("Error grabbing logs: \u{1B}[31mfile\nis gone\n".utf8)
    let body = Self.messages[0].frame + Frame.make(type: 3, words)
    var decoder = LogDecoder(hasTTY: false)
    var messages: [DecodedMessage] = []
    let error = #expect(throws: EngineError.self) {
      try body.withUnsafeBytes { bytes in
        try decoder.decode(bytes) { messages.append(DecodedMessage($0)) }
      }
    }
    #expect(messages == [Self.messages[0]])
    #expect(error?.code == .daemonError)
    #expect(error?.message.hasSuffix("Error grabbing logs:  [31mfile is gone") == true)
  }

  @Test func `A long error of the daemon's is shortened`() throws {
    let body = Frame.make(type: 3, [UInt8](repeating: 0x41, count: 100_000))
    let error = #expect(throws: EngineError.self) { try LogDecoder.decode([body[...]]) }
    #expect(error?.code == .daemonError)
    #expect((error?.message.utf8.count ?? .max) < 1000)
  }

  @Test(
    arguments: [
      Frame.make(type: 0, Array("2026-11-23T03:55:14.000000123Z stdin\n".utf8)),
      Frame.make(type: 4, Array("2026-11-23T03:55:14.000000123Z x\n".utf8)),
      Frame.make(type: 255, []),
      [1, 1, 0, 0, 0, 0, 0, 32] + Array("2026-11-23T03:55:14.000000123Z x".utf8),
      [1, 0, 0, 9, 0, 0, 0, 32] + Array("2026-11-23T03:55:14.000000123Z x".utf8),
      Frame.make(type: 1, []),
      Frame.make(type: 1, Array("no stamp\n".utf8)),
      Frame.make(type: 1, Array("2026-11-23T03:55:14.000000123Z".utf8)),
      Frame.make(type: 1, Array("2026-11-23T03:55:14.00000012xZ x".utf8)),
      Frame.make(type: 1, Array("2026-11-23T03:55:64.000000123Z x".utf8)),
      Frame.make(type: 1, Array("2026-11-23T03:55x14.000000123Z x".utf8)),
      Frame.make(type: 1, Array("2026-02-30T03:55:14.000000123Z x".utf8)),
      Frame.make(type: 1, [UInt8](repeating: 0x30, count: 100)),
      Frame.make(type: 1, [], length: .max),
      Frame.make(type: 1, [], length: 4 << 20 + 1),
      Frame.make(type: 2, [], length: 0x8000_0000),
    ]
  )
  func `A hostile frame is refused`(frame: [UInt8]) {
    let whole = #expect(throws: EngineError.self) { try LogDecoder.decode([frame[...]]) }
    #expect(whole?.code == .protocolViolation)
    let dripped = #expect(throws: EngineError.self) {
      try LogDecoder.decode(frame.indices.map { frame[$0...$0] })
    }
    #expect(dripped?.code == .protocolViolation)
  }

  @Test func `A frame that claims too much is refused by its header alone, before memory is taken for it`() {
    var decoder = LogDecoder(hasTTY: false, maximumFrameLength: 1000)
    let error = #expect(throws: EngineError.self) {
      try Frame.make(type: 1, [], length: 1001).withUnsafeBytes { bytes in
        try decoder.decode(bytes) { _ in }
      }
    }
    #expect(error?.code == .protocolViolation)
  }

  @Test func `A stream that ends inside a frame is a violation`() {
    for end in 1..<Self.messages[0].frame.count {
      let error = #expect(throws: EngineError.self) {
        try LogDecoder.decode([Self.messages[0].frame[..<end]])
      }
      #expect(error?.code == .protocolViolation)
    }
  }

  @Test func `What the closure throws comes out`() {
    struct Stop: Error {}
    var decoder = LogDecoder(hasTTY: false)
    #expect(throws: Stop.self) {
      try Self.body.withUnsafeBytes { bytes in
        try decoder.decode(bytes) { _ in throw Stop() }
      }
    }
  }
}
