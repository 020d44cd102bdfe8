import Basics
import NIOCore
import Testing

@testable import ServiceBus

@Suite("The decoder of frames")
struct FrameDecoderTests {
  static let frames = [
    Frame(verb: .hello, argument: "collector"),
    Frame(verb: .subscribe, argument: "system.*.control"),
    Frame(verb: .publish, argument: "system.log", body: ByteBuffer(string: #"{"type":"x","payload":{}}"#)),
    Frame(verb: .publish, argument: "a", body: ByteBuffer(string: "\n\nPUB a\n\u{0}\u{0}\u{0}\u{0}")),
    Frame(verb: .event, argument: "a.b", body: ByteBuffer(repeating: 0x78, count: 3000)),
    Frame(verb: .unsubscribe, argument: ">"),
    Frame(verb: .bye),
  ]
  static let bytes = frames.flatMap { bytes(of: $0) }

  static func bytes(of frame: Frame) -> [UInt8] {
    Array(FrameEncoder.encode(frame.verb, frame.argument, body: frame.body).readableBytesView)
  }

  static func header(_ line: String, _ length: UInt32 = 0) -> [UInt8] {
    Array(line.utf8) + withUnsafeBytes(of: length.bigEndian) { Array($0) }
  }

  static func decode(_ pieces: [ArraySlice<UInt8>]) throws -> [Frame] {
    var decoder = FrameDecoder()
    var frames: [Frame] = []
    for piece in pieces {
      decoder.append(ByteBuffer(bytes: piece))
      while let frame = try decoder.next() { frames.append(frame) }
    }
    return frames
  }

  @Test func `Frames in one piece, cut anywhere or byte by byte are the same`() throws {
    #expect(try Self.decode([Self.bytes[...]]) == Self.frames)
    #expect(try Self.decode(Self.bytes.indices.map { Self.bytes[$0...$0] }) == Self.frames)
    for cut in 0...Self.bytes.count {
      #expect(try Self.decode([Self.bytes[..<cut], Self.bytes[cut...]]) == Self.frames)
    }
  }

  @Test func `Frames are, byte for byte, what the protocol says`() throws {
    let bytes = Array("PUB a.b\n".utf8) + [0, 0, 0, 2, 0x7B, 0x7D] + Array("BYE\n".utf8) + [0, 0, 0, 0]
    let frames = [Frame(verb: .publish, argument: "a.b", body: ByteBuffer(string: "{}")), Frame(verb: .bye)]
    #expect(frames.flatMap { Self.bytes(of: $0) } == bytes)
    #expect(try Self.decode([bytes[...]]) == frames)
  }

  @Test func `A CR before the LF is tolerated`() throws {
    let bytes = Self.header("SUB a.*\r\n") + Self.header("BYE\r\n")
    #expect(try Self.decode([bytes[...]]) == [Frame(verb: .subscribe, argument: "a.*"), Frame(verb: .bye)])
  }

  @Test(
    arguments: [
      header("\n"), header("\r\n"), header("PUB\n"), header("PUB \n"), header("PUB  a\n"), header("PUB a \n"),
      header("PUB a.*\n"), header("PUB a b\n"), header("pub a\n"), header("PUBa\n"), header("QUIT\n"),
      header(" PUB a\n"),
      header("SUB a..b\n"), header("SUB\n"), header("UNSUB >.a\n"), header("HELLO\n"), header("HELLO \n"),
      header("BYE now\n"), header("EVT \n"), header("PUB a\r\r\n"), header("PUB a\u{0}\n"), header("PUB é\n"),
      header("HELLO a\u{1B}[31m\n"), header("PUB a\n", 1 << 20 + 1), header("PUB a\n", .max),
      header("PUB a\n", 0x8000_0000), [UInt8](repeating: 0xFF, count: 5000),
      [UInt8](repeating: 0, count: 5000),
      [UInt8](repeating: 0x41, count: 4097), Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
    ]
  )
  func `An invalid frame is refused, whole or byte by byte`(bytes: [UInt8]) {
    let whole = #expect(throws: BusError.self) { try Self.decode([bytes[...]]) }
    #expect(whole?.code == .protocolViolation)
    let dripped = #expect(throws: BusError.self) { try Self.decode(bytes.indices.map { bytes[$0...$0] }) }
    #expect(dripped?.code == .protocolViolation)
  }

  @Test func `A header of 4096 bytes is read, whatever it says, and a longer one is not`() {
    // No verb takes so long an argument: what is refused is the argument, or the length.
    for (count, reason) in [(4096, "argument"), (4097, "longer")] {
      let line = "PUB " + String(repeating: "a", count: count - 4) + "\n"
      let error = #expect(throws: BusError.self) { try Self.decode([Self.header(line)[...]]) }
      #expect(error?.message.contains(reason) == true)
    }
  }

  @Test func `A name may be 128 bytes long, and no longer`() throws {
    let name = String(repeating: "n", count: 128)
    #expect(try Self.decode([Self.header("HELLO \(name)\n")[...]]).count == 1)
    #expect(throws: BusError.self) { try Self.decode([Self.header("HELLO \(name)n\n")[...]]) }
  }

  @Test func `A body of 1 MiB is read, and a longer one is refused before a byte of it has come`() throws {
    let body = [UInt8](repeating: 0x20, count: 1 << 20)
    let whole = Self.header("PUB a\n", 1 << 20) + body
    #expect(try Self.decode([whole[...]]).first?.body.readableBytes == 1 << 20)
    #expect(throws: BusError.self) { try Self.decode([Self.header("PUB a\n", 1 << 20 + 1)[...]]) }
  }

  @Test
  func
    `A large body that comes in small pieces costs as many steps as it has, and no more memory than it is long`()
    throws
  {
    var decoder = FrameDecoder()
    decoder.append(ByteBuffer(bytes: Self.header("PUB a\n", 1 << 20)))
    var frames = 0
    for _ in 0..<(1 << 20) / 16 {
      decoder.append(ByteBuffer(repeating: 0x20, count: 16))
      while try decoder.next() != nil { frames += 1 }
      #expect(decoder.heldBytes <= 1 << 20)
    }
    #expect(frames == 1)
    #expect(decoder.heldBytes == 0)
  }
}
