/// Which faults have been said already: each is said once, and then only counted until all is well again.
struct RepeatedFaults {
  /// How many different faults are remembered; the texts are decklog's own, and fewer.
  private static let limit = 64

  private var counts: [String: Int] = [:]

  /// Notes a fault.
  ///
  /// - Returns: whether it is to be said.
  mutating func note(_ message: String) -> Bool {
    if counts.count >= Self.limit { counts.removeAll() }
    counts[message, default: 0] += 1
    return counts[message] == 1
  }

  /// How many faults there have been.
  var count: Int { counts.values.reduce(0, +) }

  /// All is well.
  mutating func clear() {
    counts.removeAll()
  }
}
