import Testing

@testable import DecoyEvents

/// What a container may say of itself, and what the engine says of it.
struct LineOriginTests {
  private let omega = RecordOrigin(
    container: "omega-decky-ssh",
    id: "0123456789abcdef0123456789abcdef",
    decky: "omega-decky",
    service: "ssh"
  )

  @Test func `An origin with labels names decky and service`() throws {
    var lines = ProcessedLines(origin: omega)
    lines.process(ProcessedLines.event())
    let origin = try #require(try lines.records().first?.origin)
    #expect(origin.container == "omega-decky-ssh")
    #expect(origin.id == "0123456789ab")
    #expect(origin.decky == "omega-decky")
    #expect(origin.service == "ssh")
  }

  @Test func `An origin without labels has neither`() throws {
    var lines = ProcessedLines(origin: RecordOrigin(container: "omega-ssh", id: "c0ffee"))
    lines.process(ProcessedLines.event())
    let text = String(decoding: lines.batch.records, as: UTF8.self)
    #expect(text.contains(#""origin":{"container":"omega-ssh","id":"c0ffee"}"#))
  }

  @Test func `A strange name is escaped`() throws {
    let name = "a\"b\\c\u{2028}\n\u{1F600}"
    var lines = ProcessedLines(origin: RecordOrigin(container: name, id: "\"", decky: name, service: name))
    lines.process(ProcessedLines.event())
    let record = try #require(try lines.records().first)
    #expect(record.origin == .init(container: name, id: "\"", decky: name, service: name))
    #expect(lines.batch.records.count { $0 == UInt8(ascii: "\n") } == 1)
  }

  @Test func `Another decky's name is replaced and kept as a claim`() throws {
    var lines = ProcessedLines(origin: omega, deckies: ["omega-decky", "relay-decky"])
    lines.process(ProcessedLines.event(decky: "relay-decky"))
    let record = try #require(try lines.records().first)
    #expect(record.decky == "omega-decky")
    #expect(record.claimed?.decky == "relay-decky")
    #expect(record.flags == ["identity_mismatch"])
    #expect(lines.counts.identityMismatch == 1)
    #expect(lines.raw == ProcessedLines.event(decky: "relay-decky"))
  }

  @Test(arguments: ["web01", "relay-decky2", "Relay-decky", "relay", "-", "omega-decky"])
  func `A name that is no other decky's stays as it is`(name: String) throws {
    var lines = ProcessedLines(origin: omega, deckies: ["omega-decky", "relay-decky"])
    lines.process(ProcessedLines.event(decky: name))
    let record = try #require(try lines.records().first)
    #expect(record.decky == name)
    #expect(record.claimed == nil)
    #expect(record.flags == nil)
    #expect(lines.counts.identityMismatch == 0)
  }

  @Test func `A container without a decky of its own may say any name`() throws {
    var lines = ProcessedLines(deckies: ["omega-decky", "relay-decky"])
    lines.process(ProcessedLines.event(decky: "relay-decky"))
    #expect(try lines.records().map(\.decky) == ["relay-decky"])
    #expect(lines.counts.identityMismatch == 0)
  }

  @Test func `A claim counts when the event is dropped or held back`() {
    var lines = ProcessedLines(origin: omega, deckies: ["relay-decky"])
    lines.process(ProcessedLines.event(decky: "relay-decky", service: "sshd"))
    lines.process(ProcessedLines.event(decky: "relay-decky", type: "connect"))
    lines.process(ProcessedLines.event(decky: "relay-decky", type: "connect"))
    #expect(lines.counts.identityMismatch == 3)
    #expect(lines.counts.dropped == 1)
    #expect(lines.counts.heldBack == 1)
    #expect(lines.counts.isBalanced)
  }

  @Test func `Claiming another decky opens no second window`() {
    var lines = ProcessedLines(origin: omega, deckies: ["relay-decky", "third-decky"])
    for decky in ["omega-decky", "relay-decky", "third-decky"] {
      lines.process(ProcessedLines.event(decky: decky, type: "connect"))
    }
    #expect(lines.counts.records == 1)
    #expect(lines.counts.heldBack == 2)
  }

  @Test func `A renamed container has its new name from then on`() throws {
    var lines = ProcessedLines(origin: omega)
    lines.process(ProcessedLines.event())
    lines.rename(to: RecordOrigin(container: "renamed", id: omega.id, decky: "omega-decky"))
    lines.process(ProcessedLines.event())
    #expect(try lines.records().map(\.origin?.container) == ["omega-decky-ssh", "renamed"])
    #expect(try lines.records().map(\.origin?.service) == ["ssh", nil])
  }
}
