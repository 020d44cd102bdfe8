import Testing

@testable import HTTPListener

@Suite("Which names are answered")
struct HostRuleTests {
  @Test(
    arguments: ["127.0.0.1:9464", "127.0.0.2:9464", "[::1]:9464", "localhost:9464"],
    [
      ("localhost", true), ("LocalHost:9464", true), ("127.0.0.1", true), ("127.0.0.1:1", true),
      ("[::1]", true),
      ("[::1]:65535", true), ("localhost:", true), ("", false), (":80", false), ("evil.example", false),
      ("evil.example:9464", false), ("localhost.evil.example", false), ("evil.example:localhost", false),
      ("localhost:80:80", false), ("localhost:123456", false), ("localhost:8x", false), ("[::1", false),
      ("::1", false),
      ("[::1]evil", false), ("127.0.0.1.", false), ("127.0.0.3", false), ("user@localhost", false),
      (" localhost", false),
    ]
  )
  func `At a loopback address only its own names are answered`(
    address: String,
    host: (name: String, isAllowed: Bool)
  ) throws {
    #expect(HostRule(try ListenAddress(address)).allows(host.name) == host.isAllowed)
  }

  @Test func `The bound address is answered by its own name`() throws {
    #expect(HostRule(try ListenAddress("127.0.0.2:80")).allows("127.0.0.2:9999"))
    #expect(HostRule(try ListenAddress("[::ffff:127.0.0.1]:80")).allows("[::ffff:127.0.0.1]:80"))
    #expect(HostRule(try ListenAddress("[::FFFF:127.0.0.1]:80")).allows("[::FFFF:127.0.0.1]:80"))
  }

  @Test(
    arguments: ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "/a"]
  )
  func `Where others may connect anyway, any name is answered`(address: String) throws {
    #expect(HostRule(try ListenAddress(address)).allows("collector.example:9464"))
  }
}
