import DecoyEvents
import Synchronization

/// What is decided for the whole fleet and not for one container: floods, and which names are deckies'.
final class FleetDecisions: Sendable {
  private let gate: Mutex<FloodGate>
  private let deckies: Mutex<NameSet>

  init(gate: FloodGate, deckies: Set<String> = []) {
    self.gate = Mutex(gate)
    self.deckies = Mutex(NameSet(deckies))
  }

  /// Asks the flood gate about an event.
  ///
  /// - Parameter changes: takes what the decision changes.
  func decide(_ key: FloodKey, observed: Int64, _ changes: inout [FloodGate.Change]) -> FloodGate.Decision {
    gate.withLock { $0.decide(key, observed: observed, &changes) }
  }

  /// Adds names that a label or the state file has given. A name that was once a decky's stays one.
  ///
  /// - Returns: those that are new.
  @discardableResult
  func add(deckies names: some Sequence<String>) -> [String] {
    deckies.withLock { deckies in
      names.filter { !$0.isEmpty && deckies.insert($0) }
    }
  }

  /// Whether `name` is that of a decky of the fleet.
  func isDecky(_ name: UnsafeRawBufferPointer) -> Bool {
    deckies.withLock { $0.contains(name) }
  }
}
