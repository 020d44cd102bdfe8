import DecoyEvents
import Synchronization

/// What is decided for the whole fleet: floods, and which names are deckies'.
final class FleetDecisions: Sendable {
  private let gate: Mutex<FloodGate>
  private let deckies: Mutex<NameSet>

  init(gate: FloodGate, deckies: Set<String> = []) {
    self.gate = Mutex(gate)
    self.deckies = Mutex(NameSet(deckies))
  }

  /// Asks the flood gate about an event; appends what that changes to `changes`.
  func decide(_ key: FloodKey, observed: Int64, _ changes: inout [FloodGate.Change]) -> FloodGate.Decision {
    gate.withLock { $0.decide(key, observed: observed, &changes) }
  }

  /// Adds names from labels or the state file, for good; returns the new ones.
  @discardableResult
  func add(deckies names: some Sequence<String>) -> [String] {
    deckies.withLock { deckies in names.filter { !$0.isEmpty && deckies.insert($0) } }
  }

  func isDecky(_ name: UnsafeRawBufferPointer) -> Bool { deckies.withLock { $0.contains(name) } }
}

/// Names that can be looked up by bytes in place, without copying them.
struct NameSet: Sendable {
  /// The names by hash. Attackers choose what is looked up, but not what is in here, so no hash flooding is possible.
  private var buckets: [UInt64: [[UInt8]]] = [:]

  init(_ names: some Sequence<String>) { for name in names { insert(name) } }

  /// - Returns: whether it is new.
  @discardableResult
  mutating func insert(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    let hash = bytes.withUnsafeBytes(Self.hash)
    guard buckets[hash]?.contains(bytes) != true else { return false }
    buckets[hash, default: []].append(bytes)
    return true
  }

  func contains(_ name: UnsafeRawBufferPointer) -> Bool {
    guard let bucket = buckets[Self.hash(name)] else { return false }
    return bucket.contains { $0.elementsEqual(name) }
  }

  /// FNV-1a.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
