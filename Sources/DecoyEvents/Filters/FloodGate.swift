import Basics

/// Lets one event per key and window through and holds back the rest.
///
/// Time is the events' own, so a backlog gives the same records. Memory is bounded, decisions take constant time.
package struct FloodGate: Sendable {
  package enum Decision: Sendable, Hashable {
    /// It is let through; this many events of its key were held back since the last one.
    case pass(suppressed: Int)
    case hold
  }

  /// A change of the gate's state, which another gate can ``apply(_:)``.
  package enum Change: Sendable, Hashable {
    case open(FloodKey, passed: Int64, heldBack: Int)
    /// A key was evicted with held-back events that no record reports; early if its window was open or any were.
    case evicted(FloodKey, unreported: Int, isEarly: Bool)
  }

  private struct Entry: Sendable {
    let key: FloodKey
    /// When the last event that was let through was observed, in nanoseconds.
    var passed: Int64
    var heldBack: Int
    var newer = FloodGate.none
    var older = FloodGate.none
  }

  /// Marks the ends of the list of entries.
  private static let none = -1

  /// How long an event holds back others of its key, in nanoseconds; 0 or less holds nothing back.
  package let window: Int64
  /// The maximum number of open keys.
  package let capacity: Int
  /// The number of keys that were evicted early, to make room for others.
  package private(set) var evictedEarly = 0
  /// The number of held-back events that no record reports, because their key was evicted.
  package private(set) var unreported = 0

  private var indices: [FloodKey: Int] = [:]
  /// The open keys, linked from the one let through last to the one let through first.
  private var entries: [Entry] = []
  private var newest = FloodGate.none
  private var oldest = FloodGate.none

  /// Creates an empty gate; see ``window`` and ``capacity``, which is at least 1.
  package init(window: Int64, capacity: Int = 65_536) {
    self.window = window
    self.capacity = max(1, capacity)
  }

  package var openKeys: Int { entries.count }

  /// Decides about the next event of `key`.
  ///
  /// - Parameters:
  ///   - observed: when the engine received the event, in nanoseconds. An event older than the last one let through is
  ///     let through: the clock was set back.
  ///   - changes: receives the gate's changes.
  package mutating func decide(_ key: FloodKey, observed: Int64, _ changes: inout [Change]) -> Decision {
    guard window > 0 else { return .pass(suppressed: 0) }
    guard let index = indices[key] else {
      if let evicted = insert(Entry(key: key, passed: observed, heldBack: 0), at: observed) {
        changes.append(evicted)
      }
      changes.append(.open(key, passed: observed, heldBack: 0))
      return .pass(suppressed: 0)
    }
    if isOpen(entries[index], at: observed) {
      entries[index].heldBack += 1
      let change = Change.open(key, passed: entries[index].passed, heldBack: entries[index].heldBack)
      // Only a key's last state matters.
      if case .open(key, _, _) = changes.last {
        changes[changes.count - 1] = change
      } else {
        changes.append(change)
      }
      return .hold
    }
    defer { changes.append(.open(key, passed: observed, heldBack: 0)) }
    let suppressed = entries[index].heldBack
    entries[index].heldBack = 0
    entries[index].passed = observed
    unlink(index)
    linkAsNewest(index)
    return .pass(suppressed: suppressed)
  }

  private func isOpen(_ entry: Entry, at observed: Int64) -> Bool {
    let (age, overflow) = observed.subtractingReportingOverflow(entry.passed)
    return !overflow && age >= 0 && age < window
  }

  package mutating func apply(_ change: Change) {
    switch change {
    case .open(let key, let passed, let heldBack):
      guard let index = indices[key] else {
        _ = insert(Entry(key: key, passed: passed, heldBack: heldBack), at: passed)
        return
      }
      entries[index].heldBack = heldBack
      guard entries[index].passed != passed else { return }
      entries[index].passed = passed
      unlink(index)
      linkAsNewest(index)
    case .evicted(let key, let unreported, let isEarly):
      self.unreported.addSaturated(unreported)
      if isEarly { evictedEarly += 1 }
      remove(key)
    }
  }

  /// The changes that turn an empty gate into this one, oldest key first.
  package var asChanges: [Change] {
    var changes: [Change] = []
    var index = oldest
    while index != Self.none {
      let entry = entries[index]
      changes.append(.open(entry.key, passed: entry.passed, heldBack: entry.heldBack))
      index = entry.newer
    }
    return changes
  }

  /// Removes a key; the array's last entry takes its place.
  private mutating func remove(_ key: FloodKey) {
    guard let index = indices.removeValue(forKey: key) else { return }
    unlink(index)
    let last = entries.removeLast()
    guard index < entries.count else { return }
    entries[index] = last
    indices[last.key] = index
    if last.newer == Self.none { newest = index } else { entries[last.newer].older = index }
    if last.older == Self.none { oldest = index } else { entries[last.older].newer = index }
  }

  /// - Returns: the eviction that made room for it.
  private mutating func insert(_ entry: Entry, at observed: Int64) -> Change? {
    let key = entry.key
    var change: Change?
    let index: Int
    if entries.count < capacity {
      index = entries.count
      entries.append(entry)
    } else {
      index = oldest
      let evicted = entries[index]
      let isEarly = evicted.heldBack > 0 || isOpen(evicted, at: observed)
      if isEarly { evictedEarly += 1 }
      unreported.addSaturated(evicted.heldBack)
      change = .evicted(evicted.key, unreported: evicted.heldBack, isEarly: isEarly)
      indices[evicted.key] = nil
      unlink(index)
      entries[index] = entry
    }
    indices[key] = index
    linkAsNewest(index)
    return change
  }

  private mutating func unlink(_ index: Int) {
    let (newer, older) = (entries[index].newer, entries[index].older)
    if newer == Self.none { newest = older } else { entries[newer].older = older }
    if older == Self.none { oldest = newer } else { entries[older].newer = newer }
  }

  private mutating func linkAsNewest(_ index: Int) {
    entries[index].newer = Self.none
    entries[index].older = newest
    if newest == Self.none { oldest = index } else { entries[newest].newer = index }
    newest = index
  }
}

/// Identifies the events of one flood: container, attacker, decky, service and type.
///
/// The first half of the SHA-256 over all five, so that a key has a fixed size and an attacker can't forge another's.
package struct FloodKey: Sendable, Hashable {
  private let high: UInt64
  private let low: UInt64

  package var words: (high: UInt64, low: UInt64) { (high, low) }

  package init(words: (high: UInt64, low: UInt64)) { (high, low) = words }

  /// One word of a digest is random enough.
  package func hash(into hasher: inout Hasher) { hasher.combine(low) }

  /// - Parameter parts: all five, always in the same order.
  init(_ parts: UnsafeRawBufferPointer...) {
    let lengthSize = MemoryLayout<UInt64>.size
    let size = parts.reduce(0) { $0 + lengthSize + $1.count }
    // One call: each costs more than the few bytes of a part.
    (high, low) = withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      var position = 0
      for part in parts {
        buffer.storeBytes(of: UInt64(part.count).littleEndian, toByteOffset: position, as: UInt64.self)
        position += lengthSize
        UnsafeMutableRawBufferPointer(rebasing: buffer[position...]).copyMemory(from: part)
        position += part.count
      }
      return SHA256.hash(UnsafeRawBufferPointer(buffer)).words
    }
  }
}
