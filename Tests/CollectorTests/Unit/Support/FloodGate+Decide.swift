import DecoyEvents

extension FloodGate {
  /// Decides, for tests that don't ask what the decision changes.
  mutating func decide(_ key: FloodKey, observed: Int64) -> Decision {
    var changes: [Change] = []
    return decide(key, observed: observed, &changes)
  }
}
