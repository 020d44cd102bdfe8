import Basics
import Testing

@testable import HTTPListener

@Suite("Where to listen")
struct ListenAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1:9464", .ipv4("127.0.0.1", port: 9464)), ("localhost:1", .ipv4("127.0.0.1", port: 1)),
      ("0.0.0.0:65535", .ipv4("0.0.0.0", port: 65_535)), ("127.0.0.1:0", .ipv4("127.0.0.1", port: 0)),
      ("[::1]:9464", .ipv6("::1", port: 9464)), ("[2001:db8::5]:80", .ipv6("2001:db8::5", port: 80)),
      ("unix:/run/decnet/collector.sock", .unix(path: "/run/decnet/collector.sock")),
      ("unix:///run/a:1", .unix(path: "/run/a:1")), ("/run/a.sock", .unix(path: "/run/a.sock")),
      ("/" + String(repeating: "x", count: 106), .unix(path: "/" + String(repeating: "x", count: 106))),
    ] as [(String, ListenAddress.Place)]
  )
  func `An address is read`(text: String, place: ListenAddress.Place) throws {
    let address = try ListenAddress(text)
    #expect(address.place == place)
    // What it says of itself can be given again.
    #expect(try ListenAddress("\(address)") == address)
  }

  @Test(
    arguments: [
      "", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
      "127.0.0.1:1 ",
      "127.0.0.1:000001", "127.1:80", "0x7f.0.0.1:80", "256.0.0.1:80", "example.com:80", "LOCALHOST:80",
      "*:80", "::1:80",
      "[::1]", "[::1:80", "[::1]x:80", "[127.0.0.1]:80", "[fe80::1%lo]:80", "[]:80", "unix:", "unix:run/a",
      "unix://",
      "run/a.sock", "/", "/run/", "http://127.0.0.1:80", "127.0.0.1:٣", "127.0.0.1\u{0}:80", "/a\u{0}b",
      "a\nb:80",
      "/" + String(repeating: "x", count: 107), String(repeating: "1", count: 100_000),
    ]
  )
  func `An invalid address is refused in one line that names it`(text: String) throws {
    let error = try #require(throws: ListenError.self) { try ListenAddress(text) }
    #expect(error.code == .badAddress)
    #expect(error.message.hasPrefix("'"))
    #expect(!error.message.contains("\n"))
    #expect(error.message.utf8.count < 400)
  }

  @Test(
    arguments: [
      ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("localhost:1", true), ("[::1]:1", true),
      ("[0:0::0:1]:1", true),
      ("[::ffff:127.0.0.1]:1", true), ("/a", true), ("0.0.0.0:1", false), ("192.0.2.1:1", false),
      ("[::]:1", false),
      ("[2001:db8::1]:1", false), ("[::ffff:192.0.2.1]:1", false),
    ]
  )
  func `What only this machine can reach is local`(text: String, isLocal: Bool) throws {
    #expect(try ListenAddress(text).isLocal == isLocal)
  }
}
