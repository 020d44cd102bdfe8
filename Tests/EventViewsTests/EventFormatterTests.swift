import EventViews
import Records
import Terminal
import Testing

@Suite("An event as a line")
struct EventFormatterTests {
  private let record = SampleRecords.record(
    ago: 0,
    fields: ["username": "root", "password": "p]w", "src_ip": "203.0.113.9"],
    message: "login failed"
  )

  @Test func `Has time, attacker, decky, service, type and details`() {
    #expect(
      EventFormatter(columns: nil).line(record).text
        == "12:00:00  203.0.113.9      omega           ssh       login_attempt   password=p]w username=root login failed"
    )
    #expect(
      EventFormatter(columns: nil).line(record).encoded(isColoured: true)
        .hasPrefix("\u{1B}[2m12:00:00\u{1B}[0m  \u{1B}[31m203.0.113.9\u{1B}[0m      \u{1B}[36momega")
    )
  }

  @Test(
    arguments: [
      (
        120,
        "12:00:00  203.0.113.9      omega           ssh       login_attempt   password=p]w username=root login failed"
      ),
      (80, "12:00:00  203.0.113.9  omega       ssh     login_attempt  password=p]w username…"),
      (40, "12:00:00 203.0.113.9 ssh login_attempt …"), (8, "12:00:0…"), (1, "…"),
    ]
  )
  func `Fits a terminal`(columns: Int, text: String) {
    #expect(EventFormatter(columns: columns).line(record).text == text)
  }

  @Test(
    arguments: [
      (nil, "203.0.113.9 (header)  omega  "), (80, "203.0.113.9 (header)  omega  "),
      (40, "203.0.113.9 (header) ssh"),
    ] as [(Int?, String)]
  )
  func `Says of an address that a client can set it`(columns: Int?, text: String) {
    var record = record
    record.attribution = "header"
    #expect(EventFormatter(columns: columns).line(record).text.contains(text))
    record.attackerIP = EventRecord.unknownAttacker
    #expect(!EventFormatter(columns: columns).line(record).text.contains("(header)"))
  }

  @Test func `Names the file in the container, and what else the honeypot says`() {
    var record = record
    record.fields = ["session": "5f3a", "protocol": "ssh"]
    record.source = "/log/a\u{1B}.json"
    #expect(
      EventFormatter(columns: nil).line(record).text
        .hasSuffix("protocol=ssh session=5f3a source=/log/a\u{FFFD}.json login failed")
    )
  }

  @Test func `Cuts no IPv6 address before all else`() {
    var record = record
    record.attackerIP = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255"
    #expect(EventFormatter(columns: 80).line(record).text.contains(record.attackerIP))
  }

  @Test(
    arguments: SampleRecords.hostileTexts
  )
  func `Is one line that controls nothing, whatever the attacker wrote, and is no wider than it may be`(
    text: String
  ) {
    let record = SampleRecords.hostile(text)
    for columns in [nil, 1, 20, 40, 63, 80, 99, 200] {
      let line = EventFormatter(columns: columns).line(record)
      #expect(line.width <= columns ?? .max)
      #expect(
        line.text.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && ![0x7F, 0x85, 0x202E, 0x2028].contains($0.value)
        }
      )
    }
  }

  @Test func `Cuts nothing without a terminal`() {
    let text = String(repeating: "x", count: 65_000)
    #expect(EventFormatter(columns: nil).line(SampleRecords.hostile(text)).width > 7 * 65_000)
  }

  @Test(
    arguments: [
      ("2026-11-23 03:55:14", "03:55:14"), ("2026-11-23T03:55:14.123+01:00", "02:55:14"),
      ("\u{1B}[2J", "\u{FFFD}[2J    "),
      ("", "        "),
    ]
  )
  func `Shows the time of day of whatever is a date`(timestamp: String, text: String) {
    var record = record
    record.timestamp = timestamp
    #expect(EventFormatter(columns: nil).line(record).text.hasPrefix(text + "  203"))
  }
}
