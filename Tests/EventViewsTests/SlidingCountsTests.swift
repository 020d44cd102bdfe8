import Basics
import Records
import Testing

@testable import EventViews

@Suite("Counts in a sliding window")
struct SlidingCountsTests {
  /// Counts everything, for as long as it is in the window.
  private struct Reference {
    var events: [(key: String, slice: Int64)] = []

    func counts(current: Int64, slices: Int) -> [String: Int] {
      Dictionary(grouping: events.filter { $0.slice > current - Int64(slices) }, by: \.key).mapValues(\.count)
    }
  }

  @Test(
    arguments: 1...8 as ClosedRange<UInt64>
  )
  func `Are exact within the capacity, whatever order events come in`(seed: UInt64) {
    var random = seed
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    var counts = SlidingCounts(capacity: 50, slices: 5, current: -3)
    var reference = Reference()
    var current: Int64 = -3
    for _ in 0..<3000 {
      if next(40) == 0 {
        current += Int64(next(8))
        counts.advance(to: current)
      }
      let slice = current - Int64(next(7)) + 1
      let key = "\(next(50))"
      counts.add(key, slice: slice, time: RecordTime(nanoseconds: slice), note: "", peer: nil)
      if slice <= current, slice > current - 5 { reference.events.append((key, slice)) }
    }
    let seen = Dictionary(uniqueKeysWithValues: counts.entries.map { ($0.key, $0.total) })
    #expect(seen == reference.counts(current: current, slices: 5))
    #expect(!counts.isApproximate)
  }

  @Test(arguments: 1...4)
  func `Are never too low beyond the capacity, and no frequent key is missing`(step: Int) {
    var counts = SlidingCounts(capacity: 20, slices: 4, current: 0)
    var reference = Reference()
    for number in 0..<2000 {
      let slice = Int64(number / 200)
      counts.advance(to: slice)
      for key in ["often", "k\(number * step * 7919 % 997)"] {
        counts.add(key, slice: slice, time: RecordTime(nanoseconds: slice), note: "", peer: nil)
        reference.events.append((key, slice))
      }
    }
    let exact = reference.counts(current: 9, slices: 4)
    #expect(counts.entries.count == 20)
    #expect(counts.isApproximate)
    #expect(counts.entries.allSatisfy { $0.total >= exact[$0.key] ?? 0 })
    #expect(counts.entries.contains { $0.key == "often" && $0.total == exact["often"] })
  }

  @Test(arguments: [0, 1, 7, 199, 200, 201, 1000])
  func `Come in order, however many are wanted`(count: Int) {
    var counts = SlidingCounts(capacity: 500, slices: 4, current: 0)
    for number in 0..<3000 {
      let key = "k\(number * number % 487)"
      counts.add(key, slice: 0, time: RecordTime(nanoseconds: 0), note: "", peer: nil)
    }
    let sorted = counts.entries.sorted { ($1.total, $0.key) < ($0.total, $1.key) }
    #expect(counts.highest(count) == Array(sorted.prefix(count)))
  }
}
