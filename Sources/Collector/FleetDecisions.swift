import DecoyEvents
import Synchronization

/// What is decided for the whole fleet and not for one container: floods, and which names are deckies'.
final class FleetDecisions: Sendable {
  private let gate: Mutex<FloodGate>
  private let deckies = Mutex<Set<[UInt8]>>([])

  init(gate: FloodGate) {
    self.gate = Mutex(gate)
  }

  /// Asks the flood gate about an event.
  func decide(_ key: FloodKey, observed: Int64) -> FloodGate.Decision {
    gate.withLock { $0.decide(key, observed: observed) }
  }

  /// Adds names that a label or the state file has given. A name that was once a decky's stays one.
  func add(deckies names: some Sequence<String>) {
    deckies.withLock { deckies in
      for name in names where !name.isEmpty { deckies.insert(Array(name.utf8)) }
    }
  }

  /// Whether `name` is that of a decky of the fleet.
  func isDecky(_ name: UnsafeRawBufferPointer) -> Bool {
    deckies.withLock { $0.contains(Array(name)) }
  }

  /// How many flood keys were given up early, and how many held-back events no record will tell of.
  var floodLosses: (evictedEarly: Int, untold: Int) {
    gate.withLock { ($0.evictedEarly, $0.untold) }
  }
}
