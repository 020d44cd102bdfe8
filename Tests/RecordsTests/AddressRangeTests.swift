import Testing

@testable import Records

struct AddressRangeTests {
  @Test(arguments: [
    ("203.0.113.9", "203.0.113.9", true), ("203.0.113.9", "203.0.113.8", false),
    ("203.0.113.9/24", "203.0.113.255", true),
    ("203.0.113.0/24", "203.0.114.0", false), ("203.0.113.0/31", "203.0.113.1", true),
    ("0.0.0.0/0", "255.255.255.255", true),
    ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", false), ("::/0", "::ffff:203.0.113.9", true),
    ("203.0.113.0/24", "::ffff:203.0.113.9", false), ("2001:db8::/32", "2001:DB8:ffff::1", true),
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
    let key = AddressRange.sortKey(of: address)
    let isBetween = key.map {
      !$0.lexicographicallyPrecedes(keys.first) && !keys.last.lexicographicallyPrecedes($0)
    }
    #expect((isBetween ?? false) == isIn)
  }

  @Test(arguments: [
    "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8", "::/129", "::/1000",
    "10.0.0.0/+8",
    "10.0.0.0/ 8", "010.0.0.1", "localhost", "1.2.3.4:80", "[::1]", "::1%lo", "10.0.0.1\0",
  ])
  func `What is no range is none`(text: String) { #expect(AddressRange(text) == nil) }

  @Test func `A range may be one address`() {
    #expect(AddressRange("10.0.0.1")?.isSingle == true)
    #expect(AddressRange("10.0.0.1/32")?.isSingle == true)
    #expect(AddressRange("::1/127")?.isSingle == false)
  }
}
