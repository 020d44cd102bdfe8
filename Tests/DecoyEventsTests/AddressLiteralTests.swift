import Addresses
import Testing

@testable import DecoyEvents

@Suite("Literal addresses")
struct AddressLiteralTests {
  @Test(
    arguments: [
      ("1.2.3.4", "1.2.3.4", ""), ("255.255.255.255", "255.255.255.255", ""), ("0.0.0.1", "0.0.0.1", ""),
      ("1.2.3.4:0", "1.2.3.4", "0"), ("1.2.3.4:5151", "1.2.3.4", "5151"),
      ("1.2.3.4:65535", "1.2.3.4", "65535"),
      ("1.2.3.4:00080", "1.2.3.4", "00080"),
      ("::1", "::1", ""), ("2001:db8::5", "2001:db8::5", ""),
      ("2001:DB8:0:0:0:0:0:5", "2001:DB8:0:0:0:0:0:5", ""),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7::", ""), ("::2:3:4:5:6:7:8", "::2:3:4:5:6:7:8", ""),
      ("0001:0002::", "0001:0002::", ""), ("::ffff:1.2.3.4", "::ffff:1.2.3.4", ""),
      ("::1.2.3.4", "::1.2.3.4", ""), ("fe80::1%eth0", "fe80::1%eth0", ""), ("fe80::1%1", "fe80::1%1", ""),
      ("::1%Br-0.7_x", "::1%Br-0.7_x", ""), ("[fe80::1%eth0]", "fe80::1%eth0", ""),
      ("[fe80::1%eth0]:22", "fe80::1%eth0", "22"), ("fe80::1%abcdefghijklmno", "fe80::1%abcdefghijklmno", ""),
      (
        "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%abcdefghijklmno]:65535",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%abcdefghijklmno", "65535"
      ),
      ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", ""), ("fe80::", "fe80::", ""),
      ("[::1]", "::1", ""), ("[2001:db8::5]:443", "2001:db8::5", "443"),
      ("[::ffff:1.2.3.4]:1", "::ffff:1.2.3.4", "1"),
      (
        "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:00001",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "00001"
      ),
    ]
  )
  func `A literal gives its address and its port as they are spelled`(
    text: String,
    address: String,
    port: String
  ) throws {
    let bytes = Array(text.utf8)
    let found = bytes.withUnsafeBytes { AddressLiteral($0) }
    let literal = try #require(found)
    #expect(String(decoding: bytes[literal.address], as: UTF8.self) == address)
    #expect(literal.port.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" == port)
  }

  @Test(
    arguments: [
      "", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3.4", "1..3.4", "256.1.1.1", "1.2.3.256",
      "1.2.3.1000",
      "01.2.3.4", "1.2.3.04", "1.2.3.00", "0x1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.-4", "+1.2.3.4",
      "1,2,3,4", "16909060",
      "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:99999", "1.2.3.4:000080", "1.2.3.4:-1", "1.2.3.4:80a",
      "1.2.3.4:8:0",
      "1.2.3.4/24", "[1.2.3.4]", "[1.2.3.4]:80", "١.٢.٣.٤", "1.2.3.4\u{0}",
      ":", ":::", "1", "12345::", "g::1", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "::1.2.3", "::1.2.3.256", "::01.2.3.4", "1.2.3.4::",
      "::1.2.3.4:5",
      "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%", "fe80::1%%", "fe80::1%eth0%1",
      "fe80::1%eth 0", "fe80::1%é", "fe80::1%abcdefghijklmnop", "fe80::1%eth0:22", "1.2.3.4%eth0",
      "[fe80::1]%eth0",
      "%eth0", "[%eth0]", "fe80::1\u{0}%eth0", "::1\u{0}", "::1 ", "::1/128",
      "[", "[]", "[::1", "::1]", "[::1]x", "[::1]:", "[::1]:65536", "[::1]:x", "[::1]80", "[[::1]]",
      "[::1]:80]", "[::1 ]",
      "localhost", "example.com", "<script>", "unknown", "Unknown", "-", "null",
      "[0000:0000:0000:0000:0000:ffff:255.255.255.2555]:65535", "::ffff:0x7f.1",
    ]
  )
  func `Anything else is not a literal`(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { AddressLiteral($0) } == nil)
  }

  @Test(
    arguments: [
      "0.0.0.0", "0.0.0.0:80", "::", "0::", "::0", "0:0:0:0:0:0:0:0", "0000:0000::0000", "[::]", "[::]:80",
      "::0.0.0.0",
      "0:0:0:0:0:0:0.0.0.0", "::%eth0", "[::%eth0]:80",
    ]
  )
  func `An unspecified address is no literal in any spelling`(text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { AddressLiteral($0) } == nil)
  }

  @Test func `All spellings of an address have the same value`() throws {
    let same = [
      "2001:db8::1", "2001:DB8::1", "2001:db8:0::1", "2001:0db8:0:0:0:0:0:0001", "[2001:db8::1]:80",
      "2001:db8::0.0.0.1",
    ]
    #expect(Set(try same.map(value)).count == 1)
    #expect(try value(of: "1.2.3.4") == value(of: "1.2.3.4:80"))
    #expect(try value(of: "[FE80::1%eth0]:22") == value(of: "fe80:0::1%eth0"))
    let different = [
      "fe80::1", "fe80::1%eth0", "fe80::1%eth1", "fe80::1%ETH0", "fe80::1%0", "fe80::1%00", "1.2.3.4",
      "1.2.3.5", "::ffff:1.2.3.4", "::1.2.3.4", "102:304::", "2001:db8::1",
    ]
    #expect(Set(try different.map(value)).count == different.count)
  }

  private func value(of text: String) throws -> IPAddress {
    let literal = Array(text.utf8).withUnsafeBytes { AddressLiteral($0) }
    return try #require(literal).value
  }
}
