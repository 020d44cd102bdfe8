internal import Records

/// Counts events by key in a sliding window, in bounded memory.
///
/// Space-Saving (Metwally, Agrawal and El Abbadi, 2005) over slices of the window: if there is no room for a new key, it
/// replaces the one with the fewest events and inherits its count. So a count is never too low, too high by at most the
/// inherited count, and no key with more than one event in `capacity` is missing.
struct SlidingCounts: Sendable {
  /// A key and its counts.
  struct Entry: Sendable, Hashable {
    var key: String
    /// Events in the window; maybe too high if ``inherited`` is set.
    var total = 0
    /// The slice in which the key replaced another one.
    var inherited: Int64?
    var lastSeen: RecordTime
    /// The service or attacker last seen with the key.
    var note = ""
    /// The peers seen with the key, by hash, and the slice of the last time; at most ``SlidingCounts/mostPeers``.
    var peers: [Int: Int64] = [:]
  }

  /// The most peers that are distinguished.
  static let mostPeers = 64

  private let capacity: Int
  private let slices: Int
  /// The last slice of the window.
  private var current: Int64
  private(set) var entries: [Entry] = []
  /// The events of each entry in each slice.
  private var counts: [UInt32] = []
  private var indices: [String: Int] = [:]
  /// Indices of entries: a heap by total, the fewest events first.
  private var heap: [Int] = []
  /// The place of each entry in the heap.
  private var places: [Int] = []
  /// The slice in which a key was last replaced.
  private var lastTakeover: Int64?

  init(capacity: Int, slices: Int, current: Int64) {
    self.capacity = capacity
    self.slices = slices
    self.current = current
  }

  /// Whether counts of the window may be too high.
  var isApproximate: Bool { lastTakeover.map { isInWindow($0) } ?? false }

  func isInWindow(_ slice: Int64) -> Bool { slice > current - Int64(slices) && slice <= current }

  /// Counts one event in a slice of the window.
  mutating func add(_ key: String, slice: Int64, time: RecordTime, note: String, peer: String?) {
    guard isInWindow(slice) else { return }
    let index = index(of: key, time: time)
    counts[index * slices + offset(of: slice)] &+= 1
    entries[index].total += 1
    if time >= entries[index].lastSeen {
      entries[index].lastSeen = time
      entries[index].note = note
    }
    if let peer = peer?.hashValue,
      entries[index].peers[peer] != nil || entries[index].peers.count < Self.mostPeers
    {
      entries[index].peers[peer] = max(entries[index].peers[peer] ?? slice, slice)
    }
    siftDown(places[index])
  }

  /// Moves the window, and forgets what is before it.
  mutating func advance(to slice: Int64) {
    guard slice > current else { return }
    if slice - current >= Int64(slices) {
      self = SlidingCounts(capacity: capacity, slices: slices, current: slice)
      return
    }
    for index in entries.indices {
      for old in current + 1...slice {
        let count = index * slices + offset(of: old)
        entries[index].total -= Int(counts[count])
        counts[count] = 0
      }
    }
    current = slice
    removeEmpty()
  }

  private func offset(of slice: Int64) -> Int { wrapped(slice, slices) }

  private mutating func index(of key: String, time: RecordTime) -> Int {
    if let index = indices[key] { return index }
    if entries.count < capacity {
      indices[key] = entries.count
      entries.append(Entry(key: key, lastSeen: time))
      counts.append(contentsOf: repeatElement(0, count: slices))
      places.append(heap.count)
      heap.append(entries.count - 1)
      siftUp(heap.count - 1)
      return entries.count - 1
    }
    let index = heap[0]
    indices[entries[index].key] = nil
    indices[key] = index
    entries[index] = Entry(key: key, total: entries[index].total, inherited: current, lastSeen: time)
    lastTakeover = current
    return index
  }

  private mutating func removeEmpty() {
    var kept = 0
    for index in entries.indices where entries[index].total > 0 {
      if kept < index {
        entries[kept] = entries[index]
        for slice in 0..<slices { counts[kept * slices + slice] = counts[index * slices + slice] }
      }
      entries[kept].peers = entries[kept].peers.filter { isInWindow($0.value) }
      if let inherited = entries[kept].inherited, !isInWindow(inherited) { entries[kept].inherited = nil }
      kept += 1
    }
    entries.removeSubrange(kept...)
    counts.removeSubrange((kept * slices)...)
    indices = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key, $0) })
    // A sorted array is a heap.
    heap = entries.indices.sorted { entries[$0].total < entries[$1].total }
    places = Array(repeating: 0, count: kept)
    for (place, index) in heap.enumerated() { places[index] = place }
  }
}

extension SlidingCounts {
  /// Up to this many are selected by insertion; more are sorted.
  private static let mostPicked = 200

  /// The keys with the most events, in descending order; keys with equal counts are sorted.
  func highest(_ count: Int) -> [Entry] {
    func isBefore(_ first: Int, _ second: Int) -> Bool {
      (entries[second].total, entries[first].key) < (entries[first].total, entries[second].key)
    }
    guard count <= Self.mostPicked else {
      return entries.indices.sorted(by: isBefore).prefix(count).map { entries[$0] }
    }
    var picked: [Int] = []
    for index in entries.indices where count > 0 {
      if picked.count == count, let last = picked.last {
        // The common case: too few events.
        guard isBefore(index, last) else { continue }
        picked.removeLast()
      }
      picked.insert(index, at: picked.firstIndex { isBefore(index, $0) } ?? picked.count)
    }
    return picked.map { entries[$0] }
  }

  private func total(at place: Int) -> Int { entries[heap[place]].total }

  private mutating func swap(_ first: Int, _ second: Int) {
    heap.swapAt(first, second)
    places[heap[first]] = first
    places[heap[second]] = second
  }

  private mutating func siftUp(_ place: Int) {
    var place = place
    while place > 0, case let parent = (place - 1) / 2, total(at: place) < total(at: parent) {
      swap(place, parent)
      place = parent
    }
  }

  private mutating func siftDown(_ place: Int) {
    var place = place
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && total(at: child) < total(at: least) { least = child }
      guard least != place else { return }
      swap(place, least)
      place = least
    }
  }
}
