internal import Basics
import Glibc

/// Commits to the three files exactly once, through crashes and rotations.
///
/// A commit is written to a ring of mapped memory before it is written to the files, so that its bytes are never computed
/// again. The ring records how far each file has come; the checkpoint has the state before the ring's commits.
///
/// ```swift
/// var journal = try Journal.open(settings)
/// var state = State(journal.recovered)
/// if journal.wantsCheckpoint { try journal.checkpoint(state.encoded()) }
/// try journal.prepare(unit)      // throws: nothing has happened
/// try journal.deliver()          // throws: call it again
/// state.apply(unit)
/// ```
///
/// Use it from one thread at a time. A call that throws ``EvidenceError`` can be made again.
package struct Journal: ~Copyable {
  package let settings: JournalSettings
  package internal(set) var recovered: RecoveredState

  var ring: Ring
  var files: InlineArray<3, TargetFile>
  let directory: StateDirectory
  /// Whether the state directory was lost, and is not complete again.
  var mustRenewState = false
  let checkpoints: CheckpointStore
  var ringName: UInt64
  var checkpointNumber: UInt64
  /// The commit that is not in all its files yet.
  var inFlight: Slot?
  /// The number of the last commit that a checkpoint covers; 0 before the first.
  var checkpointedThrough: UInt64
  /// The number of the last commit that is an entry of the ledger.
  var ledgeredThrough: UInt64
  var unreported = UnreportedWrites()
  /// How many lines of each file a crash cut, and were written again.
  var torn: [EvidenceTarget: Int] = [:]
  /// How many commits had impossible places in each file.
  var impossiblePlaces: [EvidenceTarget: Int] = [:]
  /// Whether the saved state was damaged, and collection continues after the files' last lines.
  package var isStateLost = false
  var reportedDamages: [Damage] = []
  private var mustLookAgain = false

  /// Opens the journal, and completes what a crash has interrupted.
  ///
  /// - Parameter startsAnew: whether an unusable state is set aside and forgotten.
  /// - Throws: ``EvidenceError``: `locked`, `unusableState`, `damagedState`, `unsafeFileSystem`, or an error of the disk.
  package static func open(
    _ settings: JournalSettings,
    startsAnew: Bool = false
  ) throws(EvidenceError) -> Journal {
    let directory = try StateDirectory(settings)
    if !settings.allowsUnsafeFileSystem {
      try FileSystemCheck.check(settings.logFile)
      try FileSystemCheck.check(settings.stateDirectory)
    }
    let opening = try JournalOpening(settings, directory, startsAnew: startsAnew)
    let ringPath = JournalOpening.ringPath(settings, opening.checkpoint.ring)
    guard let ring = try RingFile.open(ringPath) else { throw EvidenceError("open", ringPath, code: ENOENT) }
    var journal = Journal(settings, directory, opening, ring)
    try journal.recover(opening.checkpoint)
    return journal
  }

  private init(
    _ settings: JournalSettings,
    _ directory: StateDirectory,
    _ opening: JournalOpening,
    _ ringFile: RingFile
  ) {
    let checkpoint = opening.checkpoint
    self.settings = settings
    self.directory = directory
    checkpoints = opening.store
    ringName = checkpoint.ring
    checkpointNumber = checkpoint.number
    checkpointedThrough = checkpoint.next.sequence - 1
    ledgeredThrough = checkpoint.kept.sequence - 1
    recovered = RecoveredState(checkpoint, putAside: opening.putAside)
    ring = Ring(ringFile, incarnation: checkpoint.incarnation, next: checkpoint.kept)
    files = InlineArray { index in
      let target = EvidenceTarget.allCases[index]
      let mark = index < checkpoint.files.count ? checkpoint.files[index] : nil
      return TargetFile(target, settings, generation: mark?.generation ?? 0)
    }
  }

  // MARK: - Commits

  /// Whether a checkpoint must precede the next commit because the ring is nearly used up.
  package var wantsCheckpoint: Bool { inFlight == nil && ring.used > ring.capacity * 3 / 8 }

  /// Whether an entry of the ledger must come before the next checkpoint can free space.
  package var wantsLedgerEntry: Bool { inFlight == nil && unreported.length > ring.capacity / 4 }

  /// Bytes of the ring in use, and in all.
  package var ringUsage: (used: Int, capacity: Int) { (ring.used, ring.capacity) }

  /// The longest commit that the current ring takes, in bytes of all its parts.
  package var longestCommit: Int {
    Ring.longestSlot(capacity: ring.capacity) - Slot.headerLength - Slot.alignment
  }

  package var isInFlight: Bool { inFlight != nil }

  /// Files locked by other programs; they are written nevertheless.
  package var lockedElsewhere: [String] {
    var paths: [String] = []
    for index in files.indices where !files[index].isLocked { paths.append(files[index].path) }
    return paths
  }

  /// How often a file was opened whose lock another program had, since the start.
  package var foreignLocks: Int {
    var count = 0
    for index in files.indices { count += files[index].foreignLocks }
    return count
  }

  /// Follows rotations, and repairs truncations.
  package mutating func settle() throws(EvidenceError) {
    try bring()
    for index in files.indices {
      try files[index].follow()
      let target = EvidenceTarget.allCases[index]
      while let pending = files[index].pendingRepairs.first {
        var repair = CommitUnit()
        repair.append(pending.lines, to: target)
        repair.repaired = pending.truncated
        try accept(repair)
        files[index].takePendingRepair()
        try bring()
      }
    }
  }

  /// Releases resident memory if little is written; call it several times a second.
  package mutating func trim() { ring.trim() }

  /// Opens all paths again, whatever they lead to.
  package mutating func reopen() throws(EvidenceError) {
    try settle()
    for index in files.indices { try files[index].reopen() }
  }

  /// Accepts a commit: from now on it will happen.
  ///
  /// - Throws: ``EvidenceError``: nothing has happened, and the same call can be made again.
  package mutating func prepare(_ unit: CommitUnit) throws(EvidenceError) {
    try settle()
    try accept(unit)
  }

  /// Accepts an entry of the ledger that reports everything from ``takeSegments()``.
  package mutating func prepare(ledgerEntry unit: CommitUnit) throws(EvidenceError) {
    try bring()
    try files[EvidenceTarget.ledger.rawValue].follow()
    try accept(unit)
  }

  /// - Parameter reserves: whether space in the files is reserved first.
  mutating func accept(_ unit: CommitUnit, reserves: Bool = true) throws(EvidenceError) {
    precondition(inFlight == nil, "a commit is accepted only after the one before it is in all files")
    for target in EvidenceTarget.allCases where reserves {
      try files[target.rawValue].reserve(unit.length(target))
    }
    inFlight = try add(unit)
    try Failpoint.reach(.prepared)
  }

  mutating func add(
    _ unit: CommitUnit,
    supersedes: UInt64 = Slot.none,
    expectedStarts: [EvidenceTarget: Int] = [:]
  ) throws(EvidenceError) -> Slot {
    let lengths = EvidenceTarget.allCases.map { unit.length($0) }
    let length = Slot.length(payloads: lengths, change: unit.change.count)
    guard let space = ring.space(for: length) else {
      throw EvidenceError(.failed, "a commit of \(length) bytes does not fit into a ring of \(ring.capacity)")
    }
    for range in [space] + ring.imitations(behind: space) {
      for index in files.indices { files[index].forget(ring.memory(range)) }
    }
    let slot = ring.add(unit, in: space, supersedes: supersedes, expectedStarts: expectedStarts)
    guard settings.synchronization == .always else { return slot }
    do {
      try ring.synchronize(slot)
    } catch {
      ring.takeBack(slot)
      throw error
    }
    return slot
  }

  /// Writes the accepted commit to the files.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again, and nothing will be in a file twice.
  package mutating func deliver() throws(EvidenceError) {
    try bring()
    // Writing may have revealed what a truncation took.
    for index in files.indices where !files[index].pendingRepairs.isEmpty { return try settle() }
  }

  mutating func bring() throws(EvidenceError) {
    while let slot = inFlight {
      if mustLookAgain {
        for target in slot.targets
        where slot.progress(target).phase == .none && slot.expectedStart(target) == nil {
          try files[target.rawValue].follow()
        }
        mustLookAgain = false
      }
      mustLookAgain = true
      var isInterrupted = false
      for target in slot.targets {
        if case .interrupted = try files[target.rawValue].deliver(slot) { isInterrupted = true }
      }
      mustLookAgain = false
      try Failpoint.reach(.delivered)
      let broken = slot.targets.filter { isBroken(slot, $0) }
      guard !isInterrupted, broken.isEmpty else {
        try supersede(slot, broken: broken)
        continue
      }
      finish(slot)
      try Failpoint.reach(.committed)
    }
  }

  /// Whether the end of a half line is not where the half line ends, because another writer was faster.
  func isBroken(_ slot: Slot, _ target: EvidenceTarget) -> Bool {
    guard let expected = slot.expectedStart(target), slot.progress(target).phase == .done
    else { return false }
    return slot.progress(target).pieces.first?.lowerBound != expected
  }

  mutating func finish(_ slot: Slot) {
    assert(
      slot.targets.allSatisfy { slot.progress($0).phase == .done },
      "a committed slot is in all its files"
    )
    slot.state = .committed
    account(slot)
    inFlight = nil
  }
}
