import Glibc
import Testing
import TestSupport

import Addresses

/// The C library reads and writes the same addresses.
@Suite("Addresses compared with the C library")
struct LibraryAddressTests {
  private static let pieces = [
    ":", ":", ":", "::", "0", "1", "db8", "ffff", "FfF", "12345", "1.2.3.4", "255.255.255.256", ".", "g",
    "01.2.3.4",
  ]

  /// What may be the text of an address.
  private static func text(_ random: inout SplitMix64) -> String {
    var text = (0..<(1 + random.below(17))).map { _ in random.pick(pieces) }.joined()
    if random.isOneIn(2) {
      text = (0..<8).map { _ in random.pick(["0", "1", "ab", "ffff"]) }.joined(separator: ":")
    }
    if random.isOneIn(4) { text = text.replacing("0:", with: ":") }
    if random.isOneIn(4) {
      text = (0..<4).map { _ in random.pick(["0", "9", "10", "255", "256", "01", "1000", ""]) }.joined(
        separator: "."
      )
    }
    return text
  }

  private static func read(_ text: String) -> (bits: UInt128, isV6: Bool)? {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 { return (UInt128(UInt32(bigEndian: v4.s_addr)), false) }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    return (withUnsafeBytes(of: v6) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }, true)
  }

  private static func written(_ bits: UInt128) -> String {
    var address = withUnsafeBytes(of: bits.bigEndian) { $0.loadUnaligned(as: in6_addr.self) }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `Inet_pton accepts the same addresses, with the same bits`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5_000 {
      let text = Self.text(&random)
      let address = IPAddress(text)
      let expected = Self.read(text)
      #expect(address?.bits == expected?.bits && address?.isV6 == expected?.isV6, "\(text)")
    }
  }

  @Test(
    arguments: 0..<8 as Range<UInt64>
  )
  func `An address is written as inet_ntop writes it, but for ::1.2.3.4, which is IPv4 to nobody any longer`(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    for number in 0..<5_000 {
      let groups = (0..<8).map { _ in
        random.pick([0, 0, 0, 1, 0xAB, 0xFFF, 0xFFFF, UInt128(random.below(65_536))])
      }
      var bits = groups.reduce(0) { $0 << 16 | $1 }
      if number.isMultiple(of: 10) { bits = bits & 0xFFFF_FFFF | 0xFFFF << 32 }
      let text = Self.written(bits)
      let address = try #require(IPAddress(text), "\(text)")
      #expect(address.bits == bits && address.isV6)
      if bits >> 32 != 0 || bits >> 16 == 0 { #expect("\(address)" == text) }
      #expect(IPAddress("\(address)") == address)
    }
  }

  @Test(
    arguments: [0, 1, 2, 3]
  )
  func `Each group and each octet is written without leading zeros, and read again`(place: Int) throws {
    let step = LongTests.count(short: 31, whole: 1)
    let changed = stride(from: 0, to: 65_536, by: step).map { number in
      let number = UInt128(number)
      let bits = 0x1111_1111_1111_1111_1111_1111_1111_1111 ^ number << UInt128(32 * place)
      return Self.written(bits)
    }
    #expect(changed.filter { IPAddress($0)?.description != $0 } == [])
    for number in 0..<256 {
      let text = (0..<4).map { $0 == place ? "\(number)" : "7" }.joined(separator: ".")
      #expect(IPAddress(text)?.description == text)
      #expect(IPAddress("::ffff:" + text)?.unmapped.description == text)
    }
  }
}
