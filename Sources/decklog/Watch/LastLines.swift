/// The last lines of many: as many as are wanted, up to ``mostBytes``.
struct LastLines {
  static let mostBytes = 64 << 20

  private let capacity: Int
  private var ring: [[UInt8]] = []
  private var next = 0
  private var bytes = 0
  /// The number of wanted lines that did not fit.
  private(set) var left = 0

  /// - Parameter capacity: the number of wanted lines; at least one.
  init(_ capacity: Int) { self.capacity = capacity }

  var isFull: Bool { ring.count == capacity }

  mutating func append(_ line: ArraySlice<UInt8>) {
    if ring.count < capacity {
      ring.append(Array(line))
    } else {
      bytes -= ring[next].count
      if ring[next].isEmpty, left > 0 { left -= 1 }
      ring[next] = Array(line)
      next = (next + 1) % capacity
    }
    bytes += line.count
    // The oldest lines go first and leave an empty place, so the `left` oldest places are empty.
    for index in left..<ring.count {
      guard bytes > Self.mostBytes else { return }
      let place = (next + index) % ring.count
      bytes -= ring[place].count
      ring[place] = []
      left += 1
    }
  }

  /// The oldest first.
  var lines: [[UInt8]] { (ring[next...] + ring[..<next]).filter { !$0.isEmpty } }
}
