import Testing

@testable import DecoyEvents

@Suite("Attribution by pairs in the message")
struct PairAttributionTests {
  @Test(
    "a pair with a known name gives its literal",
    arguments: [
      AttributionExample.pair("src_ip=1.2.3.4", "1.2.3.4"), .pair("x src=1.2.3.4 y", "1.2.3.4"),
      .pair("client_ip=::1", "::1"), .pair("remote_ip=[::1]:80", "::1"),
      .pair("remote_addr=1.2.3.4:80", "1.2.3.4"),
      .pair("target_ip=2001:DB8::5", "2001:DB8::5"), .pair("ip=1.2.3.4", "1.2.3.4"),
      .pair("ip=\"1.2.3.4\"", "1.2.3.4"), .pair("ip='1.2.3.4'", "1.2.3.4"),
      .pair("ip=\"'\"1.2.3.4'", "1.2.3.4"),
      .pair("(ip=1.2.3.4)", "1.2.3.4"), .pair("ip=1.2.3.4.", "1.2.3.4"), .pair("ip=1.2.3.4...", "1.2.3.4"),
      .pair("ip=1.2.3.4).\"')", "1.2.3.4"), .pair("ip='1.2.3.4.'", "1.2.3.4"),
      .pair("ip=1.2.3.4,x", "1.2.3.4"),
      .pair("ip=1.2.3.4;x", "1.2.3.4"), .pair("ip=1.2.3.4\tx", "1.2.3.4"),
      .pair("ip=1.2.3.4\u{B}x", "1.2.3.4"),
      .pair("?ip=1.2.3.4", "1.2.3.4"), .pair("&ip=1.2.3.4", "1.2.3.4"), .pair("éip=1.2.3.4", "1.2.3.4"),
      .pair("/ip=1.2.3.4", "1.2.3.4"), .pair("ip=ip=1.2.3.4", "1.2.3.4"),
      .pair("user=src=1.2.3.4", "1.2.3.4"),
      .pair("ip=x ip=0.0.0.0 ip=1.2.3.4", "1.2.3.4"), .pair("ip=::1.", "::1"), .pair("ip=[::1].", "::1"),
    ]
  )
  func found(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "names are whole, case matters, and the value must be a literal",
    arguments: [
      AttributionExample.none("xip=1::2"), .none("_ip=1::2"), .none("-ip=1::2"), .none(".ip=1::2"),
      .none("0ip=1::2"),
      .none("x-src_ip=1::2"), .none("IP=1::2"), .none("Src_ip=1::2"), .none("ip =1::2"), .none("ip= 1::2"),
      .none("ip:1::2"), .none("ip==1::2"), .none("ip=1::2/64"), .none("ip=1::2|x"), .none("ip=1::2:"),
      .none("ip=(1::2)"), .none("ip=.1::2"), .none("ip=[1::2"), .none("ip=1::2]"), .none("ip=1::2%eth0"),
      .none("ip=1::2\u{A0}"), .none("ip=::"), .none("dst_ip=1::2"),
    ]
  )
  func notFound(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "the first literal in the text wins, and a different one makes it ambiguous",
    arguments: [
      AttributionExample.pair("ip=1.1.1.1 src_ip=2.2.2.2", "1.1.1.1", isAmbiguous: true),
      .pair("ip=1.1.1.1 src_ip=1.1.1.1:80", "1.1.1.1"),
      .pair("ip=2001:db8::1 ip=2001:DB8:0::1", "2001:db8::1"),
      .pair("ip=1.1.1.1 src=localhost", "1.1.1.1"), .pair("ip=1.1.1.1 src=0.0.0.0", "1.1.1.1"),
      .pair("ip=1.1.1.1 from 2.2.2.2", "1.1.1.1"), .pair("from 2.2.2.2 ip=1.1.1.1", "1.1.1.1"),
      .pair("ip=1.1.1.1 ip=1.1.1.1 ip=1.1.1.2", "1.1.1.1", isAmbiguous: true),
      .pair("ip=1.2.3.4 ip=::ffff:1.2.3.4", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func several(example: AttributionExample) throws {
    try example.check()
  }
}
