import Addresses
import Testing

@testable import Records

struct AddressRangeTests {
  @Test(arguments: [
    ("203.0.113.9", "203.0.113.9", true), ("203.0.113.9", "203.0.113.8", false),
    ("203.0.113.9/24", "203.0.113.255", true),
    ("203.0.113.0/24", "203.0.114.0", false), ("203.0.113.0/31", "203.0.113.1", true),
    ("0.0.0.0/0", "255.255.255.255", true),
    ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", false), ("::/0", "2001:db8::5", true),
    ("2001:db8::/32", "2001:DB8:ffff::1", true),
    // IPv4-mapped addresses and networks are IPv4.
    ("203.0.113.9", "::ffff:203.0.113.9", true), ("::FFFF:cb00:7109", "203.0.113.9", true),
    ("203.0.113.0/24", "0:0:0:0:0:FFFF:203.0.113.9", true), ("203.0.113.0/24", "::ffff:203.0.114.9", false),
    ("::ffff:203.0.113.0/120", "203.0.113.255", true), ("::ffff:203.0.113.0/120", "203.0.114.0", false),
    ("::ffff:203.0.113.9/128", "203.0.113.9", true), ("::ffff:0:0/96", "203.0.113.9", true),
    ("::ffff:0:0/96", "::203.0.113.9", false), ("::ffff:0:0/95", "203.0.113.9", false),
    ("::ffff:0:0/95", "::ffff:203.0.113.9", false), ("::ffff:0:0/95", "::fffe:0:1", true),
    ("::/0", "::ffff:203.0.113.9", false), ("0.0.0.0/0", "::ffff:203.0.113.9", true),
    // An address has a zone or none, a network all.
    ("fe80::1", "FE80::1", true), ("fe80::1", "fe80::1%eth0", false), ("fe80::1%eth0", "fe80::1", false),
    ("fe80::1%eth0", "FE80:0::1%eth0", true), ("fe80::1%eth0", "fe80::1%eth1", false),
    ("fe80::1%eth0", "fe80::1%ETH0", false), ("fe80::1%eth0", "fe80::1%eth00", false),
    ("fe80::1/128", "fe80::1%eth0", false), ("fe80::/127", "fe80::1%abcdefghijklmno", true),
    ("fe80::/127", "fe80::1%____________zzz", true), ("fe80::/10", "fe80::1%eth0", true),
    ("fe80::/127", "fe80::2%eth0", false), ("fe80::/127", "fe7f:ffff::%eth0", false),
    ("::ffff:1.2.3.4%eth0", "::ffff:102:304%eth0", true), ("1.2.3.4", "::ffff:1.2.3.4%eth0", false),
    ("fe80::/10", "fe80::1%abcdefghijklmnop", false), ("255.255.255.255/31", "255.255.255.255", true),
    ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%zzz", true),
    ("2001:db8::/33", "2001:db8:8000::", false), ("2001:db8::5", "2001:db8:0::5", true),
    ("10.0.0.0/8", "localhost", false),
    ("10.0.0.0/8", "", false), ("10.0.0.0/8", "10.0.0.1\0", false), ("0.0.0.0/0", "Unknown", false),
  ])
  func `A range has the addresses with its prefix, and so have its sort keys`(
    text: String,
    address: String,
    isIn: Bool
  ) throws {
    let range = try #require(AddressRange(text))
    #expect(range.contains(address) == isIn)
    let keys = range.sortKeys
    let key = IPAddress(address).map { AddressRange.sortKey(of: $0.unmapped) }
    let isBetween = key.map {
      !$0.lexicographicallyPrecedes(keys.first) && !keys.last.lexicographicallyPrecedes($0)
    }
    #expect((isBetween ?? false) == isIn)
  }

  @Test(arguments: [
    "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "::/129", "::/1000",
    "10.0.0.0/+8",
    "10.0.0.0/ 8", "010.0.0.1", "localhost", "1.2.3.4:80", "[::1]", "10.0.0.1\0", "1.2.3.4%eth0",
    "fe80::%eth0/64", "fe80::/64%eth0", "fe80::1%", "::1%abcdefghijklmnop", "Unknown",
    "::1%" + String(repeating: "z", count: 1000), String(repeating: "1", count: 100_000),
  ])
  func `Invalid text is not a range`(text: String) { #expect(AddressRange(text) == nil) }

  @Test(arguments: [
    ("203.0.113.0/24", "::ffff:203.0.113.9/120"), ("203.0.113.9", "::ffff:cb00:7109/128"),
    ("2001:db8::/32", "2001:DB8:ffff::1/32"), ("0.0.0.0/0", "::ffff:0:0/96"), ("fe80::1%a", "FE80:0::1%a"),
  ])
  func `Two spellings of a range are one`(first: String, second: String) throws {
    #expect(try #require(AddressRange(first)) == #require(AddressRange(second)))
  }

  @Test func `A range may be one address`() {
    #expect(AddressRange("10.0.0.1")?.isSingle == true)
    #expect(AddressRange("10.0.0.1/32")?.isSingle == true)
    #expect(AddressRange("::1/127")?.isSingle == false)
  }
}
