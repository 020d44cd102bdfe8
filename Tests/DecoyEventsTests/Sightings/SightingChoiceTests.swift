import Testing

@testable import DecoyEvents

/// The choice, rule by rule. Addresses of 198.51.100.0/24 are what a peer has typed.
@Suite("The choice among sightings")
struct SightingChoiceTests {
  @Test(
    arguments: [
      AttributionExample.prose("1.2.3.4", "1.2.3.4"), .prose("login for x \"1.2.3.4\"", "1.2.3.4"),
      .prose("\"x from 1.2.3.4\"", "1.2.3.4"), .prose("[1.2.3.4] x", "1.2.3.4"),
      .prose("IP: 1.2.3.4", "1.2.3.4"),
      .pair("user 'src=1.2.3.4'", "1.2.3.4"), .prose("to 192.0.2.1 from fe80::1%eth0.", "fe80::1%eth0"),
      .none("x"),
      .none("on 192.0.2.1 port 22"), .none("user 198.51.100.6"),
    ]
  )
  func `One alone is the address, wherever it stands`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("from 1.2.3.4 for 198.51.100.6", "1.2.3.4"),
      .prose("9.9.9.9 peer=1.2.3.4 for x", "1.2.3.4"), .pair("9.9.9.9 src=1.2.3.4 for x", "1.2.3.4"),
      .prose("peer=1.2.3.4 from 9.9.9.9", "1.2.3.4", isAmbiguous: true),
      .prose("peer=1.2.3.4 from 1.2.3.4:22 for from 198.51.100.6", "1.2.3.4"),
      .prose("x 9.9.9.9 1.2.3.4 - - \"GET /\"", "1.2.3.4"),
      .prose("x 9.9.9.9 1.2.3.4 -x \"GET /\"", "9.9.9.9", isAmbiguous: true),
      .prose("x 9.9.9.9 1.2.3.4#53 y", "1.2.3.4"),
      .prose("x 9.9.9.9 1.2.3.4#x y", "9.9.9.9", isAmbiguous: true),
      .prose("x 9.9.9.9 a,1.2.3.4,22", "1.2.3.4"), .prose("x 9.9.9.9 [a,b,1.2.3.4] y", "1.2.3.4"),
      .prose("x 9.9.9.9 a ,1.2.3.4 ,22", "9.9.9.9", isAmbiguous: true),
      .prose("2 [x,1.2.3.4] from 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("IP: 9.9.9.9 peer 1.2.3.4 client 5.6.7.8", "5.6.7.8"),
    ]
  )
  func `The head's first strong one wins`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.undecided("x from 198.51.100.6 from 1.2.3.4"),
      .undecided("peer=198.51.100.6 from 9.9.9.9 client=1.2.3.4"), .undecided("a[198.51.100.6] b[1.2.3.4]"),
      .prose("x from 1.2.3.4 from 1.2.3.4:22", "1.2.3.4"),
      .prose("from 2001:db8::1 from 2001:DB8:0::1", "2001:db8::1"),
      .undecided("from fe80::1%eth0 from fe80::1%eth1"), .undecided("from ::ffff:1.2.3.4 from 1.2.3.4"),
      .pair("src=1.2.3.4 ip=9.9.9.9", "1.2.3.4", isAmbiguous: true),
      .prose("1.2.3.4 port 22: 9.9.9.9 port 23", "1.2.3.4", isAmbiguous: true),
      .prose("x a,1.2.3.4,b,9.9.9.9,c", "1.2.3.4", isAmbiguous: true),
      .prose("x a,1.2.3.4,b from c,9.9.9.9,d", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func `Two of one kind in the head tell nothing, but for pairs, ports and columns`(
    example: AttributionExample
  ) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.undecided("GET 9.9.9.9 from 198.51.100.6"), .undecided("9.9.9.9 x [198.51.100.6]"),
      .undecided("IP: 9.9.9.9 from 198.51.100.6"), .prose("1.2.3.4 from 1.2.3.4", "1.2.3.4"),
      .prose("9.9.9.9 peer=1.2.3.4", "1.2.3.4"), .prose("9.9.9.9 x[1.2.3.4]", "1.2.3.4"),
    ]
  )
  func `From and a bracket tell nothing behind another address`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.undecided("Request from '198.51.100.6' failed for '1.2.3.4:5060' - x"),
      .prose("Request from '1.2.3.4' failed for '1.2.3.4:5060' - x", "1.2.3.4"),
      .prose("Request from '1.2.3.4' failed for '9.9.9.9' - x", "1.2.3.4"),
      .prose("Request from 1.2.3.4 failed for '9.9.9.9:5060' - x", "1.2.3.4"),
      .prose("Request from '1.2.3.4' failed for x from 9.9.9.9:5060", "1.2.3.4"),
    ]
  )
  func `From in an apostrophe tells nothing where another has a port in the tail`(example: AttributionExample)
    throws
  {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("1.2.3.4 x for from 198.51.100.6", "1.2.3.4"),
      .prose("1.2.3.4 9.9.9.9 for from 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("x 1.2.3.4 for from 198.51.100.6", "198.51.100.6"),
      .prose("x 1.2.3.4 for 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("x 1.2.3.4 for IP: 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("x 1.2.3.4 for 1.2.3.4", "1.2.3.4"),
      .prose("IP: 1.2.3.4 for 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("x (1.2.3.4) \"198.51.100.6\"", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func `Without a strong one, the head's first wins at the text's start or before a tail without labels`(
    example: AttributionExample
  ) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.undecided("[x from 198.51.100.6] FAIL: Client \"1.2.3.4\""),
      .prose("[x from 198.51.100.6] peer=1.2.3.4", "1.2.3.4"),
      .prose("[198.51.100.6] 1.2.3.4 - x", "1.2.3.4"),
      .prose("[a] [from 1.2.3.4] for from 198.51.100.6", "1.2.3.4"),
      .undecided("[from 198.51.100.6 from 1.2.3.4"),
      .prose("[from 198.51.100.6 from 1.2.3.4]", "1.2.3.4", isAmbiguous: true),
      .undecided("[from 198.51.100.6 from 1.2.3.4] 'x'"),
    ]
  )
  func `A bracket at the start of the text belongs to the tail`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("for \"from 198.51.100.6\" from 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for x from 1.2.3.4: \"from 198.51.100.6\"", "1.2.3.4", isAmbiguous: true),
      .prose("for \"x from 1.2.3.4\"", "1.2.3.4"),
      .prose("for \"x from 1.2.3.4\" \"from 1.2.3.4\"", "1.2.3.4"),
      .undecided("for \"x from 198.51.100.6\" at 1.2.3.4"),
      .prose("for \"x from 1.2.3.4\" at 1.2.3.4", "1.2.3.4"),
      .prose("for \"x from 1.2.3.4\" at \"9.9.9.9\"", "1.2.3.4"),
      .undecided("for \"x from 198.51.100.6\" \"client 1.2.3.4\""),
      .undecided("for \"x from 198.51.100.6 \" from 1.2.3.4\""),
      .prose("{\"username\":\"from 198.51.100.6\",\"src_ip\":\"1.2.3.4\"}", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func `In the tail, sightings outside quotations have precedence`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("for x host: 198.51.100.6 client: 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for x host: 1.2.3.4", "1.2.3.4"), .prose("for x 198.51.100.6 IP: 1.2.3.4", "1.2.3.4"),
      .prose("for x host: 198.51.100.6 ip: 1.2.3.4", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func `In the tail, what is only called an address comes last`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose(
        "for x from 198.51.100.6 port 1 ssh2 from 1.2.3.4 port 2 ssh2",
        "1.2.3.4",
        isAmbiguous: true
      ),
      .prose("user 198.51.100.6 1.2.3.4 port 2 [preauth]", "1.2.3.4"),
      .prose("for src_ip=198.51.100.6 from 1.2.3.4 port 2", "1.2.3.4", isAmbiguous: true),
      .prose("for from 1.2.3.4 port 2 ssh2: RSA from 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .undecided("for from 198.51.100.6 port 1 ssh2: x from 1.2.3.4 port 2 ssh2: x"),
      .prose("for from 1.2.3.4 port 1 ssh2: x 1.2.3.4 port 2 ssh2: y", "1.2.3.4"),
      .prose("user src=198.51.100.6 1.2.3.4 port 2: x", "1.2.3.4", isAmbiguous: true),
      .undecided("user x 1.2.3.4 port 2: from 198.51.100.6"),
      .undecided("user x 198.51.100.6 port 1 1.2.3.4 port 2: x"),
      .undecided("user x 1.2.3.4 port 2 y from 198.51.100.6"),
      .prose("user x 1.2.3.4 port 2 y from 1.2.3.4", "1.2.3.4"),
    ]
  )
  func `In the tail, a port that ends the sentence is OpenSSH's own`(example: AttributionExample) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("for x from 198.51.100.6 from 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for a from 198.51.100.6 from 1.2.3.4. user=a from 198.51.100.6", "1.2.3.4", isAmbiguous: true),
      .prose("ruser=x rhost=198.51.100.6 rhost=1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .undecided("for x rhost=198.51.100.6 from 1.2.3.4"),
      .undecided("for x' from 198.51.100.6 \"\" from 1.2.3.4"),
      .undecided("x 'y from 198.51.100.6' from 1.2.3.4"),
      .prose("for \\\"x from 198.51.100.6 from 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for x from 1.2.3.4 from 1.2.3.4", "1.2.3.4"),
      .prose("for x from 198.51.100.6 198.51.100.7 from 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .pair("for x src=198.51.100.6 ip=1.2.3.4", "1.2.3.4", isAmbiguous: true),
    ]
  )
  func `In the tail, the last that differs from the first is not the user's name, if nothing is quoted`(
    example: AttributionExample
  ) throws {
    try example.check()
  }

  @Test(
    arguments: [
      AttributionExample.prose("for x (1.2.3.4) 1.2.3.4", "1.2.3.4"),
      .undecided("for 198.51.100.6 (1.2.3.4)"),
      .prose("for \"198.51.100.6\" at 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for \"x 198.51.100.6\" at 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for '198.51.100.6' at 1.2.3.4", "1.2.3.4", isAmbiguous: true),
      .prose("for \"1.2.3.4\" \"1.2.3.4\"", "1.2.3.4"), .undecided("for \"1.2.3.4\" \"198.51.100.6\""),
    ]
  )
  func `A tail that is all free gives its one address outside quotations`(example: AttributionExample) throws
  {
    try example.check()
  }
}
