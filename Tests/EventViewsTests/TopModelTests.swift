import Records
import Testing

@testable import EventViews

@Suite("What decklog top counts")
struct TopModelTests {
  private func model(window: Int = 900, capacity: Int = TopModel.capacity) -> TopModel {
    TopModel(window: window, now: SampleRecords.now, capacity: capacity)
  }

  @Test func `Counts by each panel's key, in descending order`() {
    var model = model()
    for number in 0..<3 {
      model.add(SampleRecords.record(ago: number, attacker: "192.0.2.1", decky: "d\(number)"))
    }
    model.add(
      SampleRecords.record(
        ago: 5,
        service: "http",
        event: "request",
        fields: ["user": "root", "pass": "toor"]
      )
    )
    model.add(SampleRecords.record(ago: 4, attacker: "Unknown", fields: ["password": "x"]))
    let attackers = model.rows(.attackers, limit: 10)
    #expect(attackers.map(\.key) == ["192.0.2.1", "203.0.113.9"])
    #expect(attackers.map(\.events) == [3, 1])
    #expect(attackers.map(\.deckies) == [3, 1])
    #expect(
      attackers[0].note == "ssh" && attackers[0].lastSeen == SampleRecords.now && !attackers[0].isApproximate
    )
    #expect(model.rows(.services, limit: 1).map(\.key) == ["ssh"])
    #expect(model.rows(.eventTypes, from: 1, limit: 5).map(\.key) == ["request"])
    #expect(model.rows(.deckies, limit: 9).map(\.key) == ["omega", "d0", "d1", "d2"])
    #expect(model.rows(.credentials, limit: 9).map(\.key) == [":x", "root:toor"])
    #expect(model.lastEvents(limit: 1).first?.attackerIP == "Unknown")
    #expect(model.seen == 5)
    #expect(!model.isApproximate)
  }

  @Test func `An attacker is one however he is spelled, and his events keep the spelling`() throws {
    var model = model()
    let spellings = [
      "203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109", "fe80::1%eth0", "FE80:0::1%eth0",
    ]
    for spelling in spellings + ["fe80::1%ETH0", "203.0.113.9%eth0"] {
      model.add(SampleRecords.record(ago: 0, attacker: spelling, decky: "d", service: spelling))
    }
    let rows = model.rows(.attackers, limit: 9)
    #expect(rows.map(\.key) == ["203.0.113.9", "fe80::1%eth0", "203.0.113.9%eth0", "fe80::1%ETH0"])
    #expect(rows.map(\.events) == [3, 2, 1, 1])
    #expect(model.rows(.services, limit: 9).first { $0.key == "::FFFF:cb00:7109" }?.note == "203.0.113.9")
    #expect(Array(model.lastEvents(limit: 9).map(\.attackerIP).reversed().prefix(5)) == spellings)
  }

  @Test func `Counts each credential of a record once`() {
    var model = model()
    let list = #"[{"username":"root","password":"a"},{"username":"root","password":"b"},{"username":"pi"}]"#
    for _ in 0..<2 {
      model.add(
        SampleRecords.record(ago: 1, fields: ["username": "root", "password": "a", "credentials": list])
      )
    }
    model.add(SampleRecords.record(ago: 1, fields: ["credentials": list + "x"]))
    let rows = model.rows(.credentials, limit: 9)
    #expect(rows.map(\.key).sorted() == ["pi:", "root:a", "root:b"])
    #expect(rows.map(\.events) == [2, 2, 2])
  }

  @Test func `Counts an address that a client can set apart from the real one`() {
    var model = model()
    for attribution in ["field", "header", "header"] {
      var record = SampleRecords.record(ago: 1)
      record.attribution = attribution
      model.add(record)
    }
    #expect(model.rows(.attackers, limit: 9).map(\.key) == ["203.0.113.9 (header)", "203.0.113.9"])
    #expect(model.rows(.services, limit: 9).map(\.note) == ["203.0.113.9 (header)"])
  }

  @Test func `Forgets what has left the window, and never takes up what came too late`() {
    var model = model(window: 60)
    model.add(SampleRecords.record(ago: 61))
    model.add(SampleRecords.record(ago: 59))
    model.add(SampleRecords.record(ago: 10, attacker: "192.0.2.1"))
    #expect(model.rows(.attackers, limit: 9).map(\.events) == [1, 1])
    model.advance(to: SampleRecords.time(ago: -30))
    #expect(model.rows(.attackers, limit: 9).map(\.key) == ["192.0.2.1"])
    model.advance(to: SampleRecords.time(ago: -51))
    #expect(model.rows(.attackers, limit: 9).isEmpty)
    model.add(SampleRecords.record(ago: -51))
    model.advance(to: SampleRecords.time(ago: -10_000))
    #expect(model.count(.attackers) == 0)
    #expect(model.seen == 4)
  }

  @Test func `Tolerates a clock that steps back, or is ahead`() {
    var model = model(window: 60)
    model.advance(to: SampleRecords.time(ago: 1000))
    #expect(model.now == SampleRecords.now)
    model.add(SampleRecords.record(ago: -100_000))
    #expect(model.rows(.attackers, limit: 9).first?.lastSeen == SampleRecords.now)
    var record = SampleRecords.record(ago: 0)
    record.observed = "no date"
    record.timestamp = ""
    model.add(record)
    #expect(model.rows(.attackers, limit: 9).first?.events == 2)
  }

  @Test func `Events a second are those of seconds that are over`() {
    var model = model()
    for ago in [0, 1, 1, 1, 2, 60, 61, 62] { model.add(SampleRecords.record(ago: ago)) }
    #expect(model.eventsInSecond == 3)
    #expect(model.eventsPerSecond == 5.0 / 60)
    #expect(model.history.count == 60 && model.history.first == 1)
    model.advance(to: SampleRecords.time(ago: -2))
    #expect(model.eventsInSecond == 0)
    #expect(model.history.suffix(4) == [1, 3, 1, 0])
    model.advance(to: SampleRecords.time(ago: -500))
    #expect(model.history.allSatisfy { $0 == 0 })
  }

  @Test
  func
    `Under more attackers than there is room for, those with many events are right, and the rest is said to be rough`()
  {
    var model = model(capacity: 100)
    for number in 0..<5000 {
      model.add(SampleRecords.record(ago: 0, attacker: "10.0.\(number / 256).\(number % 256)"))
      if number.isMultiple(of: 10) { model.add(SampleRecords.record(ago: 0, attacker: "192.0.2.1")) }
    }
    #expect(model.count(.attackers) == 100)
    #expect(model.isApproximate)
    let first = model.rows(.attackers, limit: 1)[0]
    #expect(first.key == "192.0.2.1" && first.events >= 500 && first.events <= 500 + 5500 / 100)
    #expect(model.rows(.attackers, limit: 100).dropFirst().allSatisfy { $0.isApproximate })
    #expect(model.rows(.attackers, limit: 100).map(\.events).reduce(0, +) == 5500)
    model.advance(to: SampleRecords.time(ago: -1000))
    #expect(!model.isApproximate && model.count(.attackers) == 0)
  }

  @Test func `Keeps a bounded part of a record`() throws {
    var model = model()
    let long = String(repeating: "界", count: 30_000)
    let fields = Dictionary(
      (0..<100).map { ("\($0)" + long, long) },
      uniquingKeysWith: { first, _ in first }
    )
    for _ in 0..<450 {
      model.add(SampleRecords.record(ago: 0, attacker: long, service: long, fields: fields, message: long))
    }
    #expect(model.count(.lastEvents) == TopModel.mostEvents)
    let event = try #require(model.lastEvents(limit: 1).first)
    #expect(event.rawLine.isEmpty && event.message.utf8.count <= 256 && event.fields.count == 16)
    #expect(event.fields.allSatisfy { $0.key.utf8.count <= 256 && $0.value.utf8.count <= 256 })
    #expect([event.attackerIP, event.service].allSatisfy { $0.utf8.count <= 256 })
    let row = try #require(model.rows(.attackers, limit: 1).first)
    #expect(row.key.utf8.count <= 256 && row.key.hasSuffix("…") && row.note.utf8.count <= 256)
    for number in 0..<100 { model.add(SampleRecords.record(ago: 0, attacker: "a", decky: "\(number)")) }
    #expect(model.rows(.attackers, limit: 2).last?.deckies == 64)
  }

  @Test func `Counts a batch's matching records, and its invalid lines`() {
    var model = model()
    var filter = RecordFilter()
    filter.services = ["ssh"]
    let line = #"{"timestamp":"2026-11-24 12:00:00","decky":"d","service":"SERVICE","event_type":"e"}"#
    let lines =
      ["ssh", "http"].map { line.split(separator: "SERVICE").joined(separator: $0) } + ["", "{", "null"]
    model.add(RecordBatch(lines: Array((lines.joined(separator: "\n") + "\n").utf8)), matching: filter)
    #expect(model.seen == 1 && model.notRead == 3)
  }
}
