/// How often something was seen, and when.
struct Sighting {
  private(set) var count: Int64 = 0
  private(set) var first = Int64.max
  private(set) var last = Int64.min

  init() {}

  init(count: Int64, first: Int64, last: Int64) {
    self.count = count
    self.first = first
    self.last = last
  }

  mutating func add(_ time: Int64) {
    count += 1
    first = min(first, time)
    last = max(last, time)
  }
}
