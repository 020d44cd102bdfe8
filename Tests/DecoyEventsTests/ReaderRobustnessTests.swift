import Testing
import TestSupport

@testable import DecoyEvents

/// Whatever a message holds, reading it ends, and what it gives is an address of the text.
@Suite("Messages of any bytes")
struct ReaderRobustnessTests {
  private static let pieces =
    [
      "1.2.3.4", "6.6.6.6", "1.2.3.4:22", "2001:db8::5", "fe80::1%eth0", "[2001:db8::5]:80", "::", "0.0.0.0",
      "%", "/24",
      " port 22", " ssh2", " [preauth]", "from ", "for ", "user=", "src=", "client: ", "ipv4:", "IPV4/UDP/",
      "@", "(?@",
      "->", "~", "'/dev/", "CMD ", " pwd=", "name", "[", "]", "\"", "\\", "'", "(", "<", ":", ".", "-", "_",
      ",", "|", " ",
      "\t", "=", "?", "&", "/", "#", "é", "1", "f",
    ].map { Array($0.utf8) } + [[0xFF], [0x00], [0xEF, 0xBB, 0xBF], [0xC2]]

  @Test(
    arguments: 0..<16 as Range<UInt64>
  )
  func `Made of the pieces that matter, or of noise, it gives a literal of the text or none`(seed: UInt64)
    throws
  {
    var generator = SplitMix64(seed: seed)
    var reader = EventReader()
    for _ in 0..<2_000 {
      var message: [UInt8] = []
      let isNoise = generator.isOneIn(4)
      for _ in 0..<generator.below(24) {
        message += isNoise ? [UInt8(truncatingIfNeeded: generator.next())] : generator.pick(Self.pieces)
      }
      message.removeAll { $0 == UInt8(ascii: "\n") }
      let line = Array("<1>1 t h a p m - ".utf8) + message
      line.withUnsafeBytes { bytes in
        let line = UnsafeRawBufferPointer(rebasing: bytes[..<LineTrimming.trimmedCount(of: bytes)])
        let isEvent = reader.read(line)
        #expect(isEvent)
        guard let address = reader.event.attackerAddress else {
          #expect(reader.event.attribution == .none)
          return
        }
        #expect(reader.event.message.lowerBound <= address.lowerBound)
        #expect(address.upperBound <= reader.event.message.upperBound)
        let literal = AddressLiteral(line.slice(address))
        #expect(literal?.address == 0..<address.count, "\(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test func `A reader releases the memory of a message full of addresses`() {
    var reader = EventReader()
    let line = Array("<1>1 t h a p m - \(String(repeating: "1.2.3.4 ", count: 100_000))".utf8)
    for text in [line, Array("<1>1 t h a p m - from 1.2.3.4".utf8)] {
      text.withUnsafeBytes { _ = reader.read($0) }
      reader.releaseExcess()
    }
    #expect(reader.sightingCapacity <= 512)
    #expect(reader.event.attackerAddress != nil)
  }
}
