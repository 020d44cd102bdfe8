import Glibc

extension Journal {
  /// Writes a checkpoint, and lets the ring's space be used again.
  ///
  /// - Parameters:
  ///   - state: after all commits so far.
  ///   - isDurable: whether it, and all that it speaks of, survives a power cut when this returns.
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func checkpoint(_ state: [UInt8], isDurable: Bool) throws(EvidenceError) {
    // What a truncation took may have to wait for the space that this gives back.
    try bring()
    let isSynchronized = isDurable && settings.synchronization != .never
    if isSynchronized {
      for index in files.indices { try files[index].synchronize() }
      try Failpoint.reach(.synchronized)
    } else if settings.synchronization == .never {
      for index in files.indices { files[index].pending.forgetLeft() }
    }
    let checkpoint = makeCheckpoint(state)
    try checkpoints.write(checkpoint, to: isDurable ? .durable : .recent, synchronizes: isSynchronized)
    try Failpoint.reach(.checkpointed)
    noteCheckpoint(checkpoint)
    if isDurable, ring.capacity < settings.ringCapacity, ring.used == 0 { try enlargeRing(state) }
  }

  /// Goes on in a larger ring: the longest line may have been made longer.
  private mutating func enlargeRing(_ state: [UInt8]) throws(EvidenceError) {
    let old = JournalOpening.ringPath(settings, ringName)
    try beginRing(state)
    unlink(old)
  }

  /// Goes on in a new ring, in which nothing is kept.
  private mutating func beginRing(_ state: [UInt8]) throws(EvidenceError) {
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

  /// Whether the state directory, or a lock, is no longer where its name leads to: it was moved or removed.
  public var hasLostState: Bool { mustRenewState || !directory.isThere }

  /// Whether the ledger tells of all commits so far.
  public var isLedgerComplete: Bool { ledgeredThrough + 1 == ring.next.sequence || ring.used == 0 }

  /// Makes the state directory again and goes on in it. What was moved away stays as it is.
  ///
  /// - Parameter state: after all commits so far; the ledger must tell of all of them (``isLedgerComplete``).
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func renewState(_ state: [UInt8]) throws(EvidenceError) {
    precondition(isLedgerComplete, "the ledger lacks commits")
    mustRenewState = true
    try bring()
    try directory.renew(settings)
    let old = JournalOpening.ringPath(settings, ringName)
    try beginRing(state)
    unlink(old)
    mustRenewState = false
  }

  /// What was to be made durable elsewhere is not.
  public mutating func noteFailedSynchronization() {
    for index in files.indices { files[index].pending.noteFailure() }
  }

  /// A checkpoint of now, which becomes durable elsewhere while commits go on.
  public mutating func durableCheckpoint(_ state: [UInt8]) throws(EvidenceError) -> DurableCheckpoint {
    try bring()
    var duplicates = FileDuplicates()
    for index in files.indices { try files[index].handOver(to: &duplicates) }
    return DurableCheckpoint(
      checkpoint: makeCheckpoint(state),
      files: duplicates,
      store: checkpoints
    )
  }

  private mutating func makeCheckpoint(_ state: [UInt8]) -> Checkpoint {
    checkpointNumber += 1
    var marks: [Checkpoint.FileMark] = []
    for index in files.indices { marks.append(files[index].mark) }
    return Checkpoint(
      number: checkpointNumber,
      ring: ringName,
      incarnation: ring.incarnation,
      at: (next: ring.next, previous: ring.newest, kept: ring.position(after: ledgeredThrough)),
      files: marks,
      state: state
    )
  }

  private mutating func noteCheckpoint(_ checkpoint: Checkpoint) {
    checkpointedThrough = max(checkpointedThrough, checkpoint.next.sequence - 1)
    ring.release(through: min(checkpointedThrough, ledgeredThrough))
  }
}
