import Testing

import Addresses

@Suite("Spellings of addresses")
struct SpellingTests {
  @Test(
    arguments: [
      (
        "203.0.113.9",
        ["203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109", "0:0:0:0:0:ffff:203.0.113.9"]
      ),
      ("0.0.0.0", ["0.0.0.0", "::ffff:0.0.0.0", "::ffff:0:0"]),
      ("2001:db8::5", ["2001:db8::5", "2001:DB8:0:0:0:0:0:5", "2001:0db8::0.0.0.5", "2001:db8:0::0:5"]),
      // RFC 5952, section 4: zeros are left out, the longest run of groups is, and of two the first; one group is not.
      ("2001:db8::1:0:0:1", ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"]),
      ("2001:0:0:1::1", ["2001:0:0:1:0:0:0:1", "2001::1:0:0:0:1"]),
      ("2001:db8:0:1:1:1:1:1", ["2001:db8::1:1:1:1:1"]), ("1::", ["1:0:0:0:0:0:0:0", "0001::"]),
      ("::1", ["0:0:0:0:0:0:0:1", "::0.0.0.1"]), ("::", ["::", "0::0"]), ("::1:2", ["::0.1.0.2"]),
      ("1:2:3:4:5:6:7:0", ["1:2:3:4:5:6:7::"]), ("0:2:3:4:5:6:7:8", ["::2:3:4:5:6:7:8"]),
      ("::fffe:1.2.3.4", []), ("::fffe:102:304", ["::fffe:1.2.3.4"]),
      ("::1:ffff:102:304", ["::1:ffff:1.2.3.4"]),
      ("fe80::1%eth0", ["fe80::1%eth0", "FE80:0::0001%eth0"]), ("fe80::1%ETH0", ["FE80::1%ETH0"]),
      ("::%0", ["0::%0"]), ("::1%abcdefghijklmno", ["::0:1%abcdefghijklmno"]),
      // No IPv4 address has a zone.
      ("::ffff:203.0.113.9%eth0", ["::FFFF:cb00:7109%eth0"]),
    ]
  )
  func `Each spelling of an address gives its one text`(text: String, spellings: [String]) {
    for spelling in spellings { #expect(IPAddress.canonicalText(of: spelling) == text, "\(spelling)") }
    guard !spellings.isEmpty else { return }
    #expect(IPAddress.canonicalText(of: text) == text)
    #expect(Set(spellings.map { IPAddress($0)?.unmapped }) == [IPAddress(text)])
  }

  @Test(
    arguments: [
      "", "Unknown", "localhost", "1.2.3", "1.2.3.4 ", "01.2.3.4", "1.2.3.4%eth0", "1.2.3.4:22", "[::1]",
      "::1/128",
      "%", "%eth0", "::1%", "::1%%", "::1%eth0%eth0", "::1%eth 0", "::1%é", "::1%\0", "::1\0", "1.2.3.4\0",
      "::1%abcdefghijklmnop",
      "fe80::1%" + String(repeating: "z", count: 1000), String(repeating: ":", count: 100_000),
      String(repeating: "1.", count: 100_000), "::ffff:256.0.0.1", "::ffff:١.2.3.4",
    ]
  )
  func `Text that is not an address stands for itself`(text: String) {
    #expect(IPAddress(text) == nil)
    #expect(IPAddress.canonicalText(of: text) == text)
  }

  @Test func `Addresses differ by their bits and their zones`() {
    let texts = [
      "1.2.3.4", "1.2.3.5", "::1.2.3.4", "102:304::", "::ffff:0:1.2.3.4", "fe80::1", "fe80::1%eth0",
      "fe80::1%eth1",
      "fe80::1%ETH0", "fe80::1%0", "fe80::1%00", "::ffff:1.2.3.4%eth0",
    ]
    #expect(Set(texts.map { IPAddress($0)?.unmapped }).count == texts.count)
    #expect(Set(texts.map(IPAddress.canonicalText(of:))).count == texts.count)
    // Which of the two a line spells is known until it is asked who they are.
    #expect(IPAddress("::ffff:1.2.3.4") != IPAddress("1.2.3.4"))
  }

  @Test func `An address without its zone is the part before the zone`() throws {
    let address = try #require(IPAddress("fe80::1%br-0_a.7"))
    #expect(address.hasZone && address.zoneName == Array("br-0_a.7".utf8))
    #expect(address.withoutZone == IPAddress("fe80::1"))
    #expect(!address.withoutZone.hasZone && address.withoutZone.zoneName.isEmpty)
    #expect(IPAddress("::ffff:1.2.3.4%1")?.withoutZone.unmapped == IPAddress("1.2.3.4"))
  }

  @Test func `Its bits are in network order`() {
    #expect(IPAddress("1.2.3.4")?.bits == 0x0102_0304)
    #expect(IPAddress("2001:db8::5%eth0")?.bits == UInt128(0x2001_0DB8) << 96 | 5)
    #expect(IPAddress("1.2.3.4")?.bitWidth == 32 && IPAddress("::")?.bitWidth == 128)
  }
}
