import Glibc

extension Journal {
  /// Writes a checkpoint, and lets the ring's space be reused.
  ///
  /// - Parameter isDurable: whether the checkpoint, and all it covers, is durable when this returns.
  package mutating func checkpoint(_ state: [UInt8], isDurable: Bool) throws(EvidenceError) {
    // The repair of a truncation may wait for the space that this frees.
    try bring()
    let isSynchronized = isDurable && settings.synchronization != .never
    if isSynchronized {
      for index in files.indices { try files[index].synchronize() }
      try Failpoint.reach(.synchronized)
    } else if settings.synchronization == .never {
      for index in files.indices { files[index].pending.forgetLeft() }
    }
    let checkpoint = makeCheckpoint(state)
    assert(checkpoint.next == ring.next && inFlight == nil, "a checkpoint covers every commit")
    try checkpoints.write(checkpoint, to: isDurable ? .durable : .recent, synchronizes: isSynchronized)
    try Failpoint.reach(.checkpointed)
    noteCheckpoint(checkpoint)
    if isDurable, ring.capacity < settings.ringCapacity, ring.used == 0 { try enlargeRing(state) }
  }

  /// Continues in a larger ring, because the longest line may have been increased.
  private mutating func enlargeRing(_ state: [UInt8]) throws(EvidenceError) {
    let old = JournalOpening.ringPath(settings, ringName)
    try beginRing(state)
    unlink(old)
  }

  private mutating func beginRing(_ state: [UInt8]) throws(EvidenceError) {
    precondition(inFlight == nil, "a commit in flight would be lost with its ring")
    let name = UInt64.random(in: 1...(.max))
    let file = try RingFile.make(JournalOpening.ringPath(settings, name), capacity: settings.ringCapacity)
    for index in files.indices { files[index].forget(ring.memory(0..<ring.capacity)) }
    ring = Ring(
      file,
      incarnation: ring.incarnation,
      next: Ring.Position(sequence: ring.next.sequence, offset: 0)
    )
    ringName = name
    let checkpoint = makeCheckpoint(state)
    let synchronizes = settings.synchronization != .never
    try checkpoints.write(checkpoint, to: .durable, synchronizes: synchronizes)
    noteCheckpoint(checkpoint)
  }

  /// Whether the state directory or a lock was moved or removed.
  package var hasLostState: Bool { mustRenewState || !directory.isThere }

  /// Whether the ledger reports all commits so far.
  package var isLedgerComplete: Bool { ledgeredThrough + 1 == ring.next.sequence || ring.used == 0 }

  /// Creates the state directory again and continues in it. The moved one is left alone.
  ///
  /// - Parameter state: the state after all commits so far, all of which the ledger must report (``isLedgerComplete``).
  package mutating func renewState(_ state: [UInt8]) throws(EvidenceError) {
    precondition(isLedgerComplete, "the ledger lacks commits")
    mustRenewState = true
    try bring()
    try directory.renew(settings)
    let old = JournalOpening.ringPath(settings, ringName)
    try beginRing(state)
    unlink(old)
    mustRenewState = false
  }

  /// Notes that a ``DurableCheckpoint`` could not be written.
  package mutating func noteFailedSynchronization() {
    for index in files.indices { files[index].pending.noteFailure() }
  }

  /// A checkpoint of this moment, which is made durable elsewhere while commits go on.
  package mutating func durableCheckpoint(_ state: [UInt8]) throws(EvidenceError) -> DurableCheckpoint {
    try bring()
    var duplicates = FileDuplicates()
    for index in files.indices { try files[index].handOver(to: &duplicates) }
    return DurableCheckpoint(checkpoint: makeCheckpoint(state), files: duplicates, store: checkpoints)
  }

  private mutating func makeCheckpoint(_ state: [UInt8]) -> Checkpoint {
    checkpointNumber += 1
    var marks: [Checkpoint.FileMark] = []
    for index in files.indices { marks.append(files[index].mark) }
    return Checkpoint(
      number: checkpointNumber,
      ring: ringName,
      incarnation: ring.incarnation,
      next: ring.next,
      previous: ring.newest,
      kept: ring.position(after: ledgeredThrough),
      files: marks,
      state: state
    )
  }

  private mutating func noteCheckpoint(_ checkpoint: Checkpoint) {
    checkpointedThrough = max(checkpointedThrough, checkpoint.next.sequence - 1)
    ring.release(through: min(checkpointedThrough, ledgeredThrough))
  }
}
