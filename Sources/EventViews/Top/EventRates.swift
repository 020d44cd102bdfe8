internal import Basics
internal import Records

/// Event counts of the last seconds.
struct EventRates: Sendable {
  /// How many complete seconds are kept.
  static let seconds = 60

  private var counts = Array(repeating: 0, count: Self.seconds + 1)
  /// The second in progress.
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

  private func index(of second: Int64) -> Int { wrapped(second, Self.seconds + 1) }

  /// The counts of complete seconds, the oldest first.
  var history: [Int] { (1...Int64(Self.seconds)).reversed().map { counts[index(of: current - $0)] } }
}

/// The place of a time step in a ring of `count`, also before 1970.
func wrapped(_ step: Int64, _ count: Int) -> Int {
  let rest = Int(step % Int64(count))
  return rest < 0 ? rest + count : rest
}
