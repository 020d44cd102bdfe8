/// The last lines of many: as many as are wanted, but no more than fit into ``mostBytes``.
struct LastLines {
  /// In bytes.
  static let mostBytes = 64 << 20

  private let capacity: Int
  private var ring: [[UInt8]] = []
  private var next = 0
  private var bytes = 0
  /// How many were wanted and did not fit.
  private(set) var left = 0

  /// - Parameter capacity: how many are wanted; at least one.
  init(_ capacity: Int) { self.capacity = capacity }

  /// Whether there are as many as are wanted.
  var isFull: Bool { ring.count == capacity }

  mutating func append(_ line: ArraySlice<UInt8>) {
    if ring.count < capacity {
      ring.append(Array(line))
    } else {
      bytes -= ring[next].count
      if ring[next].isEmpty { left -= 1 }
      ring[next] = Array(line)
      next = (next + 1) % capacity
    }
    bytes += line.count
    if bytes > Self.mostBytes { leaveOldest() }
  }

  private mutating func leaveOldest() {
    for index in ring.indices {
      let place = (next + index) % ring.count
      guard bytes > Self.mostBytes else { return }
      guard !ring[place].isEmpty else { continue }
      bytes -= ring[place].count
      ring[place] = []
      left += 1
    }
  }

  /// The oldest first.
  var lines: [[UInt8]] { (ring[next...] + ring[..<next]).filter { !$0.isEmpty } }
}
