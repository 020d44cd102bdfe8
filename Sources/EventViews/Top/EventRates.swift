internal import Basics
internal import Records

/// How many events there were in each of the last seconds.
struct EventRates: Sendable {
  /// As many seconds are kept, and the one that isn't over.
  static let seconds = 60

  private var counts = Array(repeating: 0, count: Self.seconds + 1)
  /// The second that isn't over.
  private var current: Int64

  init(now: RecordTime) { current = Self.second(of: now) }

  private static func second(of time: RecordTime) -> Int64 { time.nanoseconds / 1_000_000_000 }

  mutating func advance(to now: RecordTime) {
    let second = Self.second(of: now)
    guard second > current else { return }
    for old in max(current + 1, second - Int64(Self.seconds))...second { counts[index(of: old)] = 0 }
    current = second
  }

  mutating func add(_ time: RecordTime) {
    let second = Self.second(of: time)
    guard second <= current, second >= current - Int64(Self.seconds) else { return }
    counts[index(of: second)] += 1
  }

  private func index(of second: Int64) -> Int {
    let rest = Int(second % Int64(Self.seconds + 1))
    return rest < 0 ? rest + Self.seconds + 1 : rest
  }

  /// Events of each second that is over, the oldest first.
  var history: [Int] { (1...Int64(Self.seconds)).reversed().map { counts[index(of: current - $0)] } }
}
