import Basics
@testable import Records

/// Records as an attack makes them, some of them hostile.
enum SampleRecords {
  /// When the views of them are looked at.
  static let now = moment("2026-11-24T12:00:00Z")

  static func moment(_ text: String) -> RecordTime { RecordTime(text) ?? RecordTime(nanoseconds: 0) }

  /// So many seconds before ``now``.
  static func time(ago seconds: Int) -> RecordTime {
    RecordTime(nanoseconds: now.nanoseconds - Int64(seconds) * 1_000_000_000)
  }

  /// Hostile text, aimed at a terminal.
  static let hostileTexts = [
    "\u{1B}]0;owned\u{07}\u{1B}[2J\u{1B}[31m", "a\u{202E}dcb\u{2066}", String(repeating: "界", count: 40),
    "a\u{301}\u{302}\u{303}" + String(repeating: "\u{300}", count: 500), "👩\u{200D}👧 😀 \u{1F1E9}\u{1F1EA}",
    String(repeating: "x", count: 65_000), "line\r\n12:00:00  192.0.2.1", "\u{2028}\u{E000}\u{FEFF}\0", "",
  ]

  /// A record whose names and fields are all the same text.
  static func hostile(_ text: String, ago: Int = 0) -> EventRecord {
    record(
      ago: ago,
      attacker: text,
      decky: text,
      service: text,
      event: text,
      fields: [text: text, "username": text],
      message: text
    )
  }

  static func record(
    ago: Int,
    attacker: String = "203.0.113.9",
    decky: String = "omega",
    service: String = "ssh",
    event: String = "login_attempt",
    fields: [String: String] = [:],
    message: String = ""
  ) -> EventRecord {
    let time = time(ago: ago).rfc3339Seconds
    return EventRecord(
      timestamp: String(time.dropLast().map { $0 == "T" ? " " : $0 }),
      decky: decky,
      service: service,
      eventType: event,
      attackerIP: attacker,
      fields: fields,
      message: message,
      rawLine: "<134>1 …",
      observed: time
    )
  }

  /// 2,000 records of the last 20 minutes, the same each time.
  static func attack() -> [EventRecord] {
    let deckies = ["omega", "web-01", "db-primary", "mail", "gateway-eu-west"]
    let services = ["ssh", "ssh", "ssh", "http", "smtp", "mysql"]
    let events = ["login_attempt", "login_attempt", "connect", "command", "request"]
    let passwords = ["123456", "toor", "raspberry", "p]w"]
    var records = (0..<2000).map { number in
      let attacker =
        number % 7 == 0 ? "2001:db8:\(number % 11)::\(number % 90)" : "203.0.113.\(number * number % 47)"
      let event = events[number % 13 % events.count]
      return record(
        ago: (2000 - number) * 1200 / 2000,
        attacker: number % 31 == 0 ? EventRecord.unknownAttacker : attacker,
        decky: deckies[number % 17 % deckies.count],
        service: services[number % 23 % services.count],
        event: event,
        fields: event == "login_attempt"
          ? [
            "src_ip": attacker, "username": number % 3 == 0 ? "admin" : "root",
            "password": passwords[number % 19 % 4],
          ]
          : ["src_ip": attacker, "path": "/\(number)"],
        message: "message \(number)"
      )
    }
    records += hostileTexts.enumerated().map { hostile($1, ago: 8 - $0) }
    return records
  }
}
