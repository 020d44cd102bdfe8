internal import Basics
internal import GRDB
package import Records

extension RecordStore {
  /// The widths to choose from, in seconds.
  private static let widths = [
    1, 5, 15, 60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000,
  ]
  /// The most buckets of a timeline whose width is chosen here.
  private static let buckets = 60

  package func timeline(_ query: StoreQuery = StoreQuery(), width: Int? = nil) throws(StoreError) -> Timeline
  {
    try read { db in
      let scan = try EventScan(query, db)
      guard let span = try Self.span(scan) else {
        return Timeline(width: width ?? Self.widths[0], buckets: [])
      }
      var width = width.map { min(max(1, $0), Self.widths[Self.widths.count - 1]) } ?? Self.width(span)
      while Self.bucket(span.last, width) - Self.bucket(span.first, width) >= Int64(Timeline.mostBuckets) {
        width *= 2
      }
      let first = Self.bucket(span.first, width)
      let count = Int(Self.bucket(span.last, width) - first) + 1
      var buckets = (0..<count).map { index in
        let start = (first + Int64(index)) * Int64(width)
        return Timeline.Bucket(
          start: RecordTime(nanoseconds: start.multipliedSaturated(by: RecordTime.second))
        )
      }
      // Events come in order of time, so one bucket's attackers are enough.
      var attackers: Set<Int64> = []
      var current = -1
      try scan.run { event in
        let index = Int(Self.bucket(event.time, width) - first)
        if index != current {
          attackers.removeAll(keepingCapacity: true)
          current = index
        }
        buckets[index].events += 1
        if event.attacker > 0, attackers.insert(event.attacker).inserted { buckets[index].attackers += 1 }
        return true
      }
      return Timeline(width: width, buckets: buckets)
    }
  }

  private static func span(_ scan: EventScan) throws -> (first: Int64, last: Int64)? {
    var first: Int64?
    var last: Int64?
    try scan.run { event in
      first = event.time
      return false
    }
    try scan.run(isDescending: true) { event in
      last = event.time
      return false
    }
    guard let first, let last else { return nil }
    return (first, last)
  }

  /// The number of the bucket of a time.
  private static func bucket(_ time: Int64, _ width: Int) -> Int64 {
    let seconds = time / 1_000_000_000 - (time % 1_000_000_000 < 0 ? 1 : 0)
    return seconds / Int64(width) - (seconds % Int64(width) < 0 ? 1 : 0)
  }

  private static func width(_ span: (first: Int64, last: Int64)) -> Int {
    let seconds = span.last / 1_000_000_000 - span.first / 1_000_000_000
    return widths.first { seconds / Int64($0) < Int64(buckets) } ?? widths[widths.count - 1]
  }
}
