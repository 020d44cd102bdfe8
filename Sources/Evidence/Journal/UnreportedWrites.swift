/// What was written of which no entry of the ledger tells yet.
struct UnreportedWrites {
  /// How much of the ring the commits take; bytes.
  private(set) var length = 0
  private var segments: [OpenSegment] = []
  /// Segments that the entry tells of which is being committed.
  private var inFlight: [OpenSegment] = []
  private var truncations: [TruncatedFile] = []
  private var truncationsInFlight: [TruncatedFile] = []

  /// Adds the payloads of a slot, where they stand.
  mutating func add(_ slot: Slot) {
    length += slot.length
    // The rest of a repair repairs the same.
    if let truncated = slot.repaired, !truncations.contains(truncated) { truncations.append(truncated) }
    for target in slot.targets {
      let progress = slot.progress(target)
      guard target != .ledger, progress.phase == .done, !progress.pieces.isEmpty else { continue }
      var index = segments.lastIndex { $0.target == target }
      if index.map({ segments[$0].continues(progress) }) != true {
        index = segments.count
        segments.append(OpenSegment(target, progress.generation, progress.identity))
      }
      if let index { segments[index].add(slot.payload(target), at: progress.pieces) }
    }
  }

  /// All of it, for an entry; it stays unreported until ``noteReported()``.
  mutating func take() -> [WrittenSegment] {
    inFlight += segments
    segments = []
    return inFlight.map(\.closed)
  }

  /// All truncations; they stay unreported until ``noteReported()``.
  mutating func takeTruncations() -> [TruncatedFile] {
    truncationsInFlight += truncations
    truncations = []
    return truncationsInFlight
  }

  /// The entry that tells of what was taken is in the ledger.
  mutating func noteReported() {
    inFlight = []
    truncationsInFlight = []
    length = 0
  }
}
