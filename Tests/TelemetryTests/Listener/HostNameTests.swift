import Testing

@testable import HTTPListener

@Suite("Names in Host")
struct HostNameTests {
  @Test(
    arguments: [
      ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1:80", "192.0.2.1", true),
      ("[2001:DB8::1]:80", "[2001:db8::1]", true),
      ("[::1]", "[::1]", true), ("Decklog.example:9464", "decklog.example", false),
      ("localhost", "localhost", false),
      ("1.2.3", "1.2.3", false), ("0x7f.1", "0x7f.1", false), ("2130706433", "2130706433", false),
      ("", "", false),
      ("::1", ":", false), ("[::1", "[:", false), ("192.0.2.1.", "192.0.2.1.", false), ("/a", "/a", false),
      ("unix:/a", nil, false), ("a:80b", nil, false), ("a:123456", nil, false),
    ] as [(String, String?, Bool)]
  )
  func `A port is taken off, and an address is told from a name`(host: String, text: String?, isAddress: Bool)
  {
    let name = HostName(host)
    #expect(name?.text == text)
    #expect((name?.isAddress ?? false) == isAddress)
  }
}
