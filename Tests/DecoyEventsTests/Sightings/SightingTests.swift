import Testing

@testable import DecoyEvents

/// What follows an address, and what stands between two.
@Suite("Sightings of a message")
struct SightingTests {
  @Test(
    arguments: [
      ("1.2.3.4/24", nil), ("1.2.3.4/8 x", nil), ("1.2.3.4/24,", nil), ("from 1.2.3.4/24", nil),
      ("2001:db8::5/64", nil), ("1.2.3.4/32", "1.2.3.4 free"), ("1.2.3.4/3", nil),
      ("1.2.3.4/240", "1.2.3.4 free"),
      ("1.2.3.4/24/x", "1.2.3.4 free"), ("1.2.3.4/24.", "1.2.3.4 free"), ("1.2.3.4/2a", "1.2.3.4 free"),
      ("1.2.3.4/", "1.2.3.4 free"), ("1.2.3.4/x", "1.2.3.4 free"),
    ] as [(String, String?)]
  )
  func `A network is no peer`(text: String, sighting: String?) {
    check(text, [sighting].compactMap(\.self))
  }

  @Test(
    arguments: [
      ("1.2.3.4 port 22", "port end"), ("user 1.2.3.4 port 22", "port end"),
      ("from 1.2.3.4 port 65536", "port end"),
      ("src=1.2.3.4 port 22", "port end"), ("[1.2.3.4]) port 22", "port end"),
      ("1.2.3.4\"]) port 22", "port end"),
      ("1.2.3.4\"])} port 22", "free"), ("1.2.3.4 port 22 ssh2", "port end"),
      ("1.2.3.4 port 22 [preauth]", "port end"),
      ("1.2.3.4 port 22 ssh1 [preauth]", "port end"), ("1.2.3.4 port 22 [preauth] x", "port other"),
      ("1.2.3.4 port 22: x", "port colon"), ("1.2.3.4 port 22:", "port colon"),
      ("1.2.3.4 port 22 ssh2: x", "port ssh"),
      ("1.2.3.4 port 22 ssh2:", "port ssh"), ("1.2.3.4 port 22 ssh2 x", "port other"),
      ("1.2.3.4 port 22 x", "port other"),
      ("1.2.3.4 port 22.", "port other"), ("1.2.3.4 port 22 ssh3: x", "port other"),
      ("1.2.3.4 port 123456", "free"),
      ("1.2.3.4 port 22x", "free"), ("1.2.3.4 port 22_", "free"), ("1.2.3.4 port 22-", "free"),
      ("1.2.3.4 port x", "free"),
      ("1.2.3.4 port ", "free"), ("1.2.3.4  port 22", "free"), ("1.2.3.4 Port 22", "free"),
      ("1.2.3.4. port 22", "free"),
    ]
  )
  func `A port as OpenSSH writes it makes an address one of its own kind`(text: String, kind: String) {
    let spelled = MessageText(text).addresses
    check(text, spelled.map { "\($0) \(kind)" })
  }

  @Test(arguments: ["to", "on", "lip=", "~", "x@"])
  func `The machine's own address stays so before a port`(label: String) {
    check("\(label) 1.2.3.4 port 22".replacing("~ ", with: "~").replacing("@ ", with: "@"), [])
  }

  @Test(
    arguments: [
      ("1.2.3.4:51 -> x", "1.2.3.4 peer"), ("1.2.3.4:51->x", "1.2.3.4 peer"),
      ("2001:db8::5 ->x", "2001:db8::5 peer"), ("[1.2.3.4    -> x]", "1.2.3.4 peer"),
      ("1.2.3.4:12345\t->", "1.2.3.4 peer"), ("from 1.2.3.4 -> x", "1.2.3.4 from"),
      ("ip: 1.2.3.4 -> x", "1.2.3.4 plain"),
      ("1.2.3.4     -> x", "1.2.3.4 free"), ("1.2.3.4:123456-> x", "1.2.3.4 free"),
      ("1.2.3.4:->", "1.2.3.4 free"),
      ("1.2.3.4 - > x", "1.2.3.4 free"), ("a::b -> x", "a::b peer"),
    ]
  )
  func `Where an arrow begins is a source`(text: String, sighting: String) {
    check(text, [sighting])
  }

  @Test(
    arguments: [
      ("a::b", nil), ("x ::2", nil), ("abcd::5", nil), ("12a::5", nil), ("[a::b]", "a::b bracket"),
      ("from a::b", "a::b from"), ("2001::5", "2001::5 free"), ("ab1d::5", "ab1d::5 free"),
      ("a::b:c", "a::b:c free"),
      ("::ffff:1.2.3.4", "::ffff:1.2.3.4 free"), ("a::b%lo", "a::b%lo free"),
    ] as [(String, String?)]
  )
  func `IPv6 that nothing announces must look like an address`(text: String, sighting: String?) {
    check(text, [sighting].compactMap(\.self))
  }

  @Test(
    arguments: [
      ("1.1.1.1, 2.2.2.2", ["1.1.1.1 free"]), ("1.1.1.1|2.2.2.2,3.3.3.3", ["1.1.1.1 free"]),
      ("from 1.1.1.1, 2.2.2.2", ["1.1.1.1 from"]), ("[\"1.1.1.1\", \"2.2.2.2\"]", ["1.1.1.1 bracket"]),
      ("1.1.1.1:51, [2.2.2.2]:52", ["1.1.1.1 free"]), ("1.1.1.1,               2.2.2.2", ["1.1.1.1 free"]),
      ("1.1.1.1,                2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("1.1.1.1 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("1.1.1.1, x 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("1.1.1.1, from 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 from"]),
      ("1.1.1.1; 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("1.1.1.1, to 2.2.2.2, 3.3.3.3", ["1.1.1.1 free", "3.3.3.3 free"]),
      ("to 1.1.1.1, 2.2.2.2", ["2.2.2.2 free"]),
      ("1.1.1.1, ip: 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 plain"]),
    ]
  )
  func `A list's further items are no sightings`(text: String, sightings: [String]) {
    check(text, sightings)
  }

  @Test(
    arguments: [
      ("\"x 1.1.1.1\" 2.2.2.2", ["1.1.1.1 free in quotes", "2.2.2.2 free"]),
      ("\"x 1.1.1.1\" \"2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("\"1.1.1.1\" 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("\"[1.1.1.1\" 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("\\\"x 1.1.1.1\\\" 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("\"x\\\" 1.1.1.1\" from 2.2.2.2", ["1.1.1.1 free in quotes", "2.2.2.2 from"]),
      ("'x 1.1.1.1' 2.2.2.2", ["1.1.1.1 free", "2.2.2.2 free"]),
      ("\"\" 1.1.1.1 \"from 2.2.2.2\"", ["1.1.1.1 free", "2.2.2.2 from in quotes"]),
    ]
  )
  func `What stands between quotes is in quotes, if these come in pairs and don't close right around it`(
    text: String,
    sightings: [String]
  ) {
    check(text, sightings)
  }

  private func check(_ text: String, _ sightings: [String]) {
    #expect(MessageText(text).sightings == sightings, "\(text)")
  }
}
