import Testing

@testable import Records

struct RecordFilterTests {
  private let record = EventRecord(
    timestamp: "2026-11-23 03:55:14",
    decky: "omega",
    service: "ssh",
    eventType: "login",
    attackerIP: "203.0.113.9",
    fields: ["user": "Root", "session": "5f3a", "protocol": "ssh"],
    message: "Login failed",
    rawLine: "<134>1 é"
  )

  @Test func `A filter without wishes wants all`() {
    #expect(RecordFilter().wantsAll)
    #expect(RecordFilter().matches(record))
  }

  @Test(arguments: [
    (["omega"], true), (["alpha", "omega"], true), (["alpha"], false), (["Omega"], false), (["omeg"], false),
  ])
  func `One of several names is enough`(names: [String], isWanted: Bool) {
    var filter = RecordFilter()
    filter.deckies = names
    #expect(filter.matches(record) == isWanted)
    #expect(!filter.wantsAll)
  }

  @Test(
    arguments: [
      (["5f3a"], ["ssh"], true), (["none", "5f3a"], [], true), ([], ["tcp", "ssh"], true),
      (["5f3"], [], false),
      (["5F3A"], [], false), (["5f3a"], ["tcp"], false), ([], [""], false),
    ] as [([String], [String], Bool)]
  )
  func `A session and a protocol are what the honeypot calls them`(
    sessions: [String],
    protocols: [String],
    isWanted: Bool
  ) {
    var filter = RecordFilter()
    filter.sessions = sessions
    filter.protocols = protocols
    #expect(filter.matches(record) == isWanted)
    #expect(!filter.wantsAll)
    var nameless = record
    nameless.fields = [:]
    #expect(!filter.matches(nameless))
  }

  @Test func `Each kind must agree`() {
    var filter = RecordFilter()
    filter.deckies = ["omega"]
    filter.services = ["ssh"]
    filter.events = ["login"]
    filter.attackers = [AddressRange("10.0.0.0/8"), AddressRange("203.0.113.0/24")].compactMap { $0 }
    #expect(filter.matches(record))
    filter.services = ["http"]
    #expect(!filter.matches(record))
  }

  @Test(arguments: [
    "203.0.113.9", "::ffff:203.0.113.9", "::FFFF:CB00:7109", "203.0.113.0/24", "::ffff:203.0.113.0/120",
  ])
  func `However an attacker is spelled, he is found`(wanted: String) throws {
    var filter = RecordFilter()
    filter.attackers = [try #require(AddressRange(wanted))]
    for spelling in ["203.0.113.9", "::ffff:203.0.113.9", "0:0:0:0:0:FFFF:203.0.113.9"] {
      var record = record
      record.attackerIP = spelling
      #expect(filter.matches(record), "\(spelling)")
    }
    for other in [
      "203.0.114.9", "::203.0.113.9", "Unknown", "", "203.0.113.9:22",
      "::1%" + String(repeating: "z", count: 1000),
    ] {
      var record = record
      record.attackerIP = other
      #expect(!filter.matches(record), "\(other)")
    }
  }

  @Test func `The first moment is wanted, and the last is not`() {
    var filter = RecordFilter()
    filter.since = record.time
    #expect(filter.matches(record))
    filter.until = record.time
    #expect(!filter.matches(record))
    var timeless = record
    timeless.timestamp = "never"
    filter.until = nil
    #expect(!filter.matches(timeless))
  }

  @Test(arguments: [
    ("LOGIN", true), ("n f", true), ("root", true), ("é", true), ("É", false), ("", true), ("user", false),
    ("Login failed and more than there is", false), ("omega", false),
  ])
  func `Text stands in the line, the message or a field`(text: String, isWanted: Bool) {
    var filter = RecordFilter()
    filter.text = text
    #expect(filter.matches(record) == isWanted)
  }
}
