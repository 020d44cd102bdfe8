import Glibc

/// The three files, and what makes each commit to them happen exactly once through crashes and rotations.
///
/// A commit is written to a ring of mapped memory before it is written to the files, so that its bytes are never
/// computed again. The ring says how far each file has come; the checkpoint says what the state was before the
/// ring's commits.
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
/// It belongs to one thread at a time.
public struct Journal: ~Copyable {
  /// Where the files are.
  public let settings: JournalSettings
  /// What was found at the start.
  public internal(set) var recovered: RecoveredState

  var ring: Ring
  var files: InlineArray<3, TargetFile>
  private let directory: StateDirectory
  private let checkpoints: CheckpointStore
  private var ringName: UInt64
  private let incarnation: UInt64
  private var checkpointNumber: UInt64
  /// The commit that is not in all its files yet.
  private var inFlight: Slot?
  /// The last commit that a checkpoint covers, as its number; 0 before the first.
  private var checkpointedThrough: UInt64
  /// The last commit that is an entry of the ledger.
  private var ledgeredThrough: UInt64
  private var segments: [OpenSegment] = []
  /// How much of the ring the commits take of which no entry of the ledger tells.
  private var untoldLength = 0
  /// Segments that the entry tells of which is being committed.
  private var segmentsInFlight: [OpenSegment] = []
  private var torn: [EvidenceTarget: Int] = [:]
  private var told: [Damage] = []
  private var mustLookAgain = false

  /// Opens the journal, and sees to what a crash has left.
  ///
  /// - Parameter startsAnew: whether a state that can't be used is put aside and forgotten.
  /// - Throws: ``EvidenceError``: `locked`, `unusableState`, `unsafeFileSystem`, or what the disk says.
  public static func open(
    _ settings: JournalSettings,
    startsAnew: Bool = false
  ) throws(EvidenceError) -> Journal {
    let directory = try StateDirectory(
      settings.stateDirectory,
      logFile: settings.logFile,
      lockFile: settings.lockFile
    )
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
    incarnation = checkpoint.incarnation + 1
    ringName = checkpoint.ring
    checkpointNumber = checkpoint.number
    checkpointedThrough = checkpoint.next.sequence - 1
    ledgeredThrough = checkpoint.kept.sequence - 1
    recovered = RecoveredState(checkpoint, putAside: opening.putAside)
    ring = Ring(ringFile, incarnation: checkpoint.incarnation + 1, next: checkpoint.kept)
    files = InlineArray { index in
      let target = EvidenceTarget.allCases[index]
      let mark = index < checkpoint.files.count ? checkpoint.files[index] : nil
      return TargetFile(
        target,
        settings,
        generation: mark?.generation ?? 0
      )
    }
  }

  // MARK: - Commits

  /// Whether a checkpoint must come before the next commit, since the ring's space is used up.
  public var wantsCheckpoint: Bool { inFlight == nil && ring.used > ring.capacity * 3 / 8 }

  /// Whether an entry of the ledger must come before the next checkpoint can give space back.
  public var wantsLedgerEntry: Bool {
    inFlight == nil && untoldLength > ring.capacity / 4
  }

  /// Whether a commit is accepted and not yet in all its files.
  public var isInFlight: Bool { inFlight != nil }

  /// Follows rotations, and repairs what truncations took.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func settle() throws(EvidenceError) {
    try bring()
    for index in files.indices {
      try files[index].follow()
      let target = EvidenceTarget.allCases[index]
      guard !files[index].owed.isEmpty else { continue }
      var repair = CommitUnit()
      repair.append(files[index].owed, to: target)
      try accept(repair)
      files[index].takeOwed()
      try bring()
    }
  }

  /// Opens all names again, whatever they lead to.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  public mutating func reopen() throws(EvidenceError) {
    try settle()
    for index in files.indices { try files[index].reopen() }
  }

  /// Accepts a commit: from now on it will happen, whatever does.
  ///
  /// - Throws: ``EvidenceError``: nothing has happened, and the same call can be made again.
  public mutating func prepare(_ unit: CommitUnit) throws(EvidenceError) {
    try settle()
    try accept(unit)
  }

  /// Accepts an entry of the ledger that tells of all ``takeSegments()`` has given.
  public mutating func prepare(ledgerEntry unit: CommitUnit) throws(EvidenceError) {
    try bring()
    try files[EvidenceTarget.ledger.rawValue].follow()
    try accept(unit)
  }

  /// - Parameter reserves: whether room in the files is made sure of before.
  mutating func accept(_ unit: CommitUnit, reserves: Bool = true) throws(EvidenceError) {
    for target in EvidenceTarget.allCases where reserves && unit.length(target) > 0 {
      try files[target.rawValue].reserve(unit.length(target))
    }
    inFlight = try add(unit)
    try Failpoint.reach(.prepared)
  }

  private mutating func add(
    _ unit: CommitUnit,
    supersedes: UInt64 = Slot.none,
    expectedStarts: [EvidenceTarget: Int] = [:]
  ) throws(EvidenceError) -> Slot {
    let lengths = EvidenceTarget.allCases.map { unit.length($0) }
    let length = Slot.length(payloads: lengths, change: unit.change.count)
    guard let space = ring.space(for: length) else {
      throw EvidenceError(.failed, "a commit of \(length) bytes has no room in a ring of \(ring.capacity)")
    }
    for index in files.indices { files[index].forget(ring.memory(space)) }
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

  /// Brings what was accepted into the files.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again, and nothing will be in a file twice.
  public mutating func deliver() throws(EvidenceError) {
    try bring()
    // A payload's place may have shown what a truncation took.
    for index in files.indices where !files[index].owed.isEmpty { return try settle() }
  }

  private mutating func bring() throws(EvidenceError) {
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

  /// Whether the end of a half line did not come to stand where the half line ends, because others were faster.
  private func isBroken(_ slot: Slot, _ target: EvidenceTarget) -> Bool {
    guard let expected = slot.expectedStart(target), slot.progress(target).phase == .done else {
      return false
    }
    return slot.progress(target).pieces.first?.lowerBound != expected
  }

  private mutating func finish(_ slot: Slot) {
    slot.state = .committed
    account(slot)
    inFlight = nil
  }

  /// Goes on with a commit that was found in the ring, as far as the files have it.
  ///
  /// - Parameter broken: files in which the slot was to end a half line, and that line is in two pieces.
  mutating func resume(_ slot: Slot, isWhole: Bool, broken: [EvidenceTarget]) throws(EvidenceError) {
    let broken = slot.targets.filter { broken.contains($0) || isBroken(slot, $0) }
    if isWhole, broken.isEmpty { return finish(slot) }
    try supersede(slot, broken: broken)
    try Failpoint.reach(.prepared)
    try deliver()
  }

  // MARK: - A rest

  /// Makes a commit of what a commit has not brought into its files.
  ///
  /// - Parameter broken: files in which a line is in two pieces, so that it must be written again whole.
  mutating func supersede(_ slot: Slot, broken: [EvidenceTarget]) throws(EvidenceError) {
    var unit = CommitUnit()
    unit.change = Array(slot.change)
    var starts: [EvidenceTarget: Int] = [:]
    for target in slot.targets {
      let payload = slot.payload(target)
      let progress = slot.progress(target)
      let written = progress.phase == .none ? 0 : progress.written
      if broken.contains(target) {
        let end = payload.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? payload.count
        unit.append(begunLine(before: slot, target) + payload[..<end], to: target)
        unit.append(Array(payload[max(written, end)...]), to: target)
        torn[target, default: 0] += 1
        try files[target.rawValue].follow()
        continue
      }
      if written == 0 {
        starts[target] = slot.expectedStart(target)
      } else if written < payload.count, payload[written - 1] != UInt8(ascii: "\n"),
        let end = progress.pieces.last?.upperBound
      {
        starts[target] = end
      }
      unit.append(Array(payload[written...]), to: target)
    }
    let rest = try add(unit, supersedes: slot.sequence, expectedStarts: starts)
    for target in slot.targets where slot.progress(target).phase == .writing {
      slot.progress(target).finish()
    }
    account(slot)
    inFlight = rest
  }

  /// The part of a line that stands before a slot's payload.
  private func begunLine(before slot: Slot, _ target: EvidenceTarget) -> [UInt8] {
    guard slot.expectedStart(target) != nil, let older = superseded(by: slot) else { return [] }
    let written = older.progress(target).written
    let payload = older.payload(target)
    let start = payload.lineStart(before: written)
    return (start == 0 ? begunLine(before: older, target) : []) + payload[start..<written]
  }

  private func superseded(by slot: Slot) -> Slot? {
    var older = ring.slot(before: slot)
    while let candidate = older, candidate.sequence > slot.supersedes { older = ring.slot(before: candidate) }
    return older.flatMap { $0.sequence == slot.supersedes ? $0 : nil }
  }

  // MARK: - What was written

  /// What was written since it was asked for last: for the next entry of the ledger.
  public mutating func takeSegments() -> [WrittenSegment] {
    segmentsInFlight += segments
    segments = []
    return segmentsInFlight.map(\.closed)
  }

  /// Whether anything was found damaged since it was asked for last.
  public var hasDamages: Bool { allDamages != told }

  /// What was found damaged since it was asked for last.
  public mutating func takeDamages() -> [Damage] {
    let damages = allDamages
    defer { told = damages }
    return damages.compactMap { damage in
      var damage = damage
      damage.count -= told.first { $0.target == damage.target && $0.kind == damage.kind }?.count ?? 0
      return damage.count > 0 ? damage : nil
    }
  }

  /// How many truncations no copy explains.
  public var unexplainedTruncations: Int {
    allDamages.reduce(0) { $0 + ($1.kind == .unexplainedTruncation ? $1.count : 0) }
  }

  private var allDamages: [Damage] {
    var damages: [Damage] = []
    for index in files.indices {
      let target = EvidenceTarget.allCases[index]
      let counts: [(Damage.Kind, Int)] = [
        (.torn, torn[target] ?? 0), (.unexplainedTruncation, files[index].unexplainedTruncations),
        (.truncation, files[index].truncations - files[index].unexplainedTruncations),
        (.halfLine, files[index].halfLines), (.powerCut, recovered.isAfterPowerCut ? 1 : 0),
      ]
      for (kind, count) in counts where count > 0 {
        damages.append(Damage(target: target, kind: kind, count: count))
      }
    }
    return damages
  }

  mutating func noteTorn(_ target: EvidenceTarget) { torn[target, default: 0] += 1 }

  /// Adds a slot's payloads, where they stand, to what the ledger is to tell.
  mutating func account(_ slot: Slot) {
    untoldLength += slot.length
    for target in slot.targets {
      let progress = slot.progress(target)
      guard target != .ledger, progress.phase == .done, !progress.pieces.isEmpty else { continue }
      if segments.last(where: { $0.target == target })?.generation != progress.generation {
        segments.append(OpenSegment(target, progress.generation, progress.identity))
      }
      let index = segments.lastIndex { $0.target == target } ?? 0
      segments[index].add(slot.payload(target), at: progress.pieces)
    }
    // A repair of the ledger has no change of state, and is no entry.
    if slot.targets.contains(.ledger), !slot.change.isEmpty, slot.state == .committed {
      ledgeredThrough = slot.sequence
      segmentsInFlight = []
      untoldLength = 0
    }
  }

  // MARK: - Checkpoints

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
      for index in files.indices { files[index].forgetLeft() }
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
    let name = UInt64.random(in: 1...(.max))
    let file = try RingFile.make(JournalOpening.ringPath(settings, name), capacity: settings.ringCapacity)
    for index in files.indices { files[index].forget(ring.memory(0..<ring.capacity)) }
    ring = Ring(file, incarnation: incarnation, next: Ring.Position(sequence: ring.next.sequence, offset: 0))
    ringName = name
    let checkpoint = makeCheckpoint(state)
    let synchronizes = settings.synchronization != .never
    try checkpoints.write(checkpoint, to: .durable, synchronizes: synchronizes)
    unlink(old)
  }

  /// What was to be made durable elsewhere is not.
  public mutating func noteFailedSynchronization() {
    for index in files.indices { files[index].noteFailedSynchronization() }
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
      incarnation: incarnation,
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
