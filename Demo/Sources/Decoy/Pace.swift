/// When each line of a run is due.
struct Pace {
  /// Shortest sleep, in nanoseconds: at high rates several lines share a write.
  private static let tick = 5_000_000

  private let rate: Int
  private let start = Clock.monotonic

  /// - Parameter rate: lines a second; 0 is full speed.
  init(rate: Int) {
    self.rate = rate
  }

  /// Nanoseconds to sleep before line `index`, counted from 0; nil if it is due.
  func delay(before index: Int) -> Int? {
    guard rate > 0 else { return nil }
    let due = Int(Double(index) * 1e9 / Double(rate))
    let early = due - (Clock.monotonic - start)
    return early > 0 ? max(early, Self.tick) : nil
  }
}
