import Testing

@testable import DecoyEvents

@Suite("Attribution by prose")
struct ProseAttributionTests {
  @Test(
    "a literal after a mark is the address",
    arguments: [
      AttributionExample.prose("from 1::2", "1::2"), .prose("from\t1::2", "1::2"),
      .prose("FROM 1::2", "1::2"),
      .prose("rhost=1::2", "1::2"), .prose("rhost: 1::2", "1::2"), .prose("rHost:\t1::2", "1::2"),
      .prose("client:1::2", "1::2"), .prose("Client= 1::2", "1::2"), .prose("src:1::2", "1::2"),
      .prose("SRC=1::2", "1::2"), .prose("from 1.2.3.4 port 22", "1.2.3.4"),
      .prose("from 1.2.3.4:22", "1.2.3.4"),
      .prose("from 1.2.3.4.", "1.2.3.4"), .prose("from 1::2...", "1::2"), .prose("from 1::2:", "1::2"),
      .prose("from 1::2:.", "1::2"), .prose("from 1.2.3.4:22:", "1.2.3.4"), .prose("from 1::2, x", "1::2"),
      .prose("from 1::2]", "1::2"), .prose("from 1::2é", "1::2"), .prose("(from 1::2)", "1::2"),
      .prose("éfrom 1::2", "1::2"), .prose("-from 1::2", "1::2"), .prose("from from 1::2", "1::2"),
      .prose("client: src:1::2", "1::2"), .prose("ip=from 1::2", "1::2"),
    ]
  )
  func marks(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "what is no mark or no literal gives nothing",
    arguments: [
      AttributionExample.none("xfrom 1::2"), .none("_from 1::2"), .none("0from 1::2"), .none("from:1::2"),
      .none("from=1::2"), .none("from1::2"), .none("from, 1::2"), .none("rhost 1::2"), .none("client 1::2"),
      .none("clients:1::2"), .none("from 1::2x"), .none("from 1::2_"), .none("from 1::2-"),
      .none("from 1::2%eth0"),
      .none("from [1::2]"), .none("from \"1::2"), .none("from face"), .none("from ::"), .none("from 1::2::"),
      .none("from 1::2.:"), .none("from .1::2"), .none("fro\u{6D}\u{A0}1::2"), .none("from"), .none("from "),
      .none("client:"), .none("src="), .none("1::2"), .none(""),
    ]
  )
  func noMark(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "the last literal after a mark wins, since the attacker's user name comes first",
    arguments: [
      AttributionExample.prose("user from 6.6.6.6 from 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("from 1.2.3.4 from 1.2.3.4", "1.2.3.4"), .prose("from 1.2.3.4 from 1.2.3.4:22", "1.2.3.4"),
      .prose("from 1.1.1.1 from 2.2.2.2 from 1.1.1.1", "1.1.1.1", isAmbiguous: true),
      .prose("from 1.1.1.1 from nowhere", "1.1.1.1"), .prose("from 1.1.1.1 from 0.0.0.0", "1.1.1.1"),
      .prose("9.9.9.9 from 1.1.1.1 to 8.8.8.8", "1.1.1.1"),
      .prose("from 2001:db8::1 client:2001:DB8:0::1", "2001:DB8:0::1"),
    ]
  )
  func last(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "without a mark, the first IPv4 that stands free is the address",
    arguments: [
      AttributionExample.prose("1.2.3.4", "1.2.3.4"), .prose("x 1.2.3.4 y", "1.2.3.4"),
      .prose("(1.2.3.4)", "1.2.3.4"),
      .prose("1.2.3.4:99999", "1.2.3.4"), .prose("1.2.3.4.", "1.2.3.4"), .prose("1.2.3.4. x", "1.2.3.4"),
      .prose("1.2.3.4..5", "1.2.3.4"), .prose("http://1.2.3.4/x", "1.2.3.4"), .prose("é1.2.3.4é", "1.2.3.4"),
      .prose("from [1.2.3.4]", "1.2.3.4"), .prose("from 1.2.3.4:99999", "1.2.3.4"),
      .prose("1.2.3.4%eth0", "1.2.3.4"),
      .prose("0.0.0.0 then 1.2.3.4", "1.2.3.4"), .prose("1.2.3.4 1.2.3.4:5", "1.2.3.4"),
      .prose("1.1.1.1 then 2.2.2.2", "1.1.1.1", isAmbiguous: true), .prose("999.9.9.9 1.2.3.4", "1.2.3.4"),
      .prose("::ffff:1.2.3.4", "1.2.3.4"),
    ]
  )
  func free(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    "an IPv4 that is part of something longer does not stand free",
    arguments: [
      AttributionExample.none("v1.2.3.4"), .none("_1.2.3.4"), .none("-1.2.3.4"), .none(".1.2.3.4"),
      .none("1.2.3.4x"),
      .none("1.2.3.4_"), .none("1.2.3.4-x"), .none("1.2.3.4.5"), .none("1.2.3.4.x"), .none("1.2.3.4._"),
      .none("1.2.3.4.-"), .none("1.2.3.4.example.com"), .none("01.2.3.4"), .none("1.2.3.04"),
      .none("256.1.1.1"),
      .none("1.2.3"), .none("1.2.3.1234"), .none("0.0.0.0"), .none("1.2.3.256"),
    ]
  )
  func notFree(example: AttributionExample) throws {
    try example.check()
  }
}
