import Basics

/// Lets the first event of a flood through and holds the rest back, one a window for each key.
///
/// The clock is the events' own: a backlog gives the same records as live collection did. Memory is bounded by
/// ``capacity``, and each decision costs the same however many keys are open.
public struct FloodGate: Sendable {
  /// What becomes of an event.
  public enum Decision: Sendable, Hashable {
    /// It is let through; so many of its key were held back since the last one that was.
    case pass(suppressed: Int)
    /// It is held back.
    case hold
  }

  /// What a decision has changed: enough to have another gate follow.
  public enum Change: Sendable, Hashable {
    /// The state of a key.
    case open(FloodKey, passed: Int64, heldBack: Int)
    /// A key was given up to make room: so many held-back events no record tells of, and whether it could still
    /// have held something back.
    case evicted(FloodKey, untold: Int, isEarly: Bool)
  }

  private struct Entry: Sendable {
    let key: FloodKey
    /// When the last event that was let through was observed; nanoseconds.
    var passed: Int64
    var heldBack: Int
    var newer = FloodGate.none
    var older = FloodGate.none
  }

  /// The end of the list of entries.
  private static let none = -1

  /// How long one event keeps others of its key back; nanoseconds. 0 or less holds nothing back.
  public let window: Int64
  /// The most keys that are open at a time.
  public let capacity: Int
  /// Keys that were given up while they could still have held something back, to make room for others.
  public private(set) var evictedEarly = 0
  /// Events held back whose number no record tells, because their key was given up.
  public private(set) var untold = 0

  private var indices: [FloodKey: Int] = [:]
  /// The open keys, as a list from the one let through last to the one let through first.
  private var entries: [Entry] = []
  private var newest = FloodGate.none
  private var oldest = FloodGate.none

  /// - Parameters:
  ///   - window: nanoseconds.
  ///   - capacity: the most keys that are open at a time, at least 1.
  public init(window: Int64, capacity: Int = 65_536) {
    self.window = window
    self.capacity = max(1, capacity)
  }

  /// How many keys are open.
  public var openKeys: Int { entries.count }

  /// Decides about the next event of `key`.
  ///
  /// - Parameters:
  ///   - observed: when the engine took the event; nanoseconds. One that is older than the last one let through is let
  ///     through: the clock was set back, and nothing is known of the time before.
  ///   - changes: takes what the decision changes.
  public mutating func decide(_ key: FloodKey, observed: Int64, _ changes: inout [Change]) -> Decision {
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
      // In a flood, the last state of the key is all that matters.
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

  /// Follows a decision of another gate.
  public mutating func apply(_ change: Change) {
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
    case .evicted(let key, let untold, let isEarly):
      self.untold.addSaturated(untold)
      if isEarly { evictedEarly += 1 }
      remove(key)
    }
  }

  /// The changes that make an empty gate into this one, the oldest key first.
  public var asChanges: [Change] {
    var changes: [Change] = []
    var index = oldest
    while index != Self.none {
      let entry = entries[index]
      changes.append(.open(entry.key, passed: entry.passed, heldBack: entry.heldBack))
      index = entry.newer
    }
    return changes
  }

  /// Takes a key out; the last entry takes its place in the array.
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

  /// - Returns: what was given up for it.
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
      untold.addSaturated(evicted.heldBack)
      change = .evicted(evicted.key, untold: evicted.heldBack, isEarly: isEarly)
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
