import Basics
import DecoyEvents
public import Evidence
import Logging
import NIOPosix
import Synchronization

/// Journal and state behind a thread of their own, so that a slow disk holds up no other work.
public final class Recorder: Sendable {
  /// How much of the batches that wait is committed at once, in bytes.
  private static let commitLength = 1 << 20
  /// How often the ledger is written where nothing else asks for it.
  private static let ledgerInterval = Duration.seconds(60)
  /// How often what was written is made to survive a power cut.
  private static let synchronizationInterval = Duration.seconds(1)

  /// What was known at the start.
  let recovered: CollectorState
  /// The longest commit, in bytes.
  let longestCommit: Int
  /// Where a state was put that could not be used.
  public let putAside: String?
  /// Whether that was because it was damaged, so that containers are read on behind what the log has of them.
  public let isStateLost: Bool
  private let content: Mutex<RecorderContent>
  private let latest = Mutex(RecorderStatus())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  /// Waits for disks, so that commits don't have to.
  private let synchronizer = NIOThreadPool(numberOfThreads: 1)

  /// Opens the files, and sees to what a crash has left.
  ///
  /// - Parameters:
  ///   - floodWindow: of the gate; nanoseconds.
  ///   - beginning: where to begin if nothing usable is known of the time before; `nil` refuses to begin where
  ///     something was known and can't be used.
  /// - Throws: `EvidenceError`.
  public init(_ settings: JournalSettings, floodWindow: Int64, beginning: Beginning? = nil) throws {
    var isLost = false
    var journal = try Self.journal(settings, startsAnew: beginning != nil, &isLost)
    var state = CollectorState(floodWindow: floodWindow)
    for bytes in [journal.recovered.state] + journal.recovered.changes {
      guard let changes = StateChange.decode(bytes) else {
        throw StateError.notUnderstood(settings.stateDirectory)
      }
      for change in changes { state.apply(change) }
    }
    state.forgetIncredibleEvent()
    if journal.recovered.state.isEmpty, journal.recovered.changes.isEmpty,
      let beginning = beginning ?? (isLost ? .existing : nil)
    {
      state.apply(.beginning(beginning))
    }
    if isLost {
      journal.isStateLost = true
      state.goOn(from: settings.ledgerFile)
    }
    isStateLost = isLost
    putAside = journal.recovered.putAside
    longestCommit = journal.longestCommit
    var content = RecorderContent(journal: journal, state: state)
    // Before anything else: from here on it is not the first start any more.
    try content.journal.checkpoint(StateChange.encode(state.asChanges), isDurable: true)
    // Nobody would find again what recovery has found. Where the disk is full, the entry is tried again (``begin()``).
    if content.hasFindings { try? content.appendLedgerEntry(.start) }
    recovered = content.state
    self.content = Mutex(content)
    thread.start()
    synchronizer.start()
  }

  /// Opens a journal. A state that is damaged needs nobody to decide: where reading goes on shows in the files.
  ///
  /// - Parameter isLost: whether the state was.
  private static func journal(
    _ settings: JournalSettings,
    startsAnew: Bool,
    _ isLost: inout Bool
  ) throws(EvidenceError) -> Journal {
    do {
      return try Journal.open(settings, startsAnew: startsAnew)
    } catch {
      guard error.code == .damagedState else { throw error }
      isLost = true
      return try Journal.open(settings, startsAnew: true)
    }
  }

  /// Ends the threads. The store is of no use after that.
  public func shutdown() async throws {
    try await synchronizer.shutdownGracefully()
    try await thread.shutdownGracefully()
  }

  /// Opens all names again, whatever they lead to.
  public func reopen() async throws {
    try await run { try $0.journal.reopen() }
  }

  /// How it is doing. Nobody waits for a disk here, which the thread may.
  public var status: RecorderStatus { latest.withLock { $0 } }

  // MARK: - Commits

  /// How many of the batches, from the first on, are committed together.
  static func share(of batches: ArraySlice<SourceBatch>) -> Int {
    var size = 0
    var count = 0
    for batch in batches {
      size += batch.size
      guard count == 0 || size <= commitLength else { break }
      count += 1
    }
    return count
  }

  /// The commits that batches of one ``share(of:)`` are brought into the files by.
  func commits(of batches: [SourceBatch]) -> [[SourceBatch]] {
    guard batches.count == 1, let batch = batches.first else { return [batches] }
    return batch.divided(limit: longestCommit).map { [$0] }
  }

  /// Accepts batches: from now on they will be in the files, whatever happens. Then brings them there.
  ///
  /// - Returns: whether they are in the files; if not, ``deliver()`` tries again.
  /// - Throws: `EvidenceError`: nothing has happened.
  func commit(_ batches: [SourceBatch]) async throws -> Bool {
    try await run { content in
      let start = ContinuousClock.now
      try content.makeRoom()
      var unit = CommitUnit()
      var encoder = StateChangeEncoder()
      for batch in batches {
        if !batch.lines.raw.isEmpty { unit.log.append(batch.lines.raw) }
        if !batch.lines.records.isEmpty { unit.records.append(batch.lines.records) }
        batch.forEachStateChange { encoder.append($0) }
      }
      unit.change = encoder.bytes
      try content.journal.prepare(unit)
      for batch in batches { batch.forEachStateChange { content.state.apply($0) } }
      content.noteCommit()
      // One way to the thread and back, since a small commit costs little more than that.
      guard (try? Self.deliver(&content)) != nil else { return false }
      self.latest.withLock { status in
        status.commits += 1
        status.commitTime += ContinuousClock.now - start
        status.lastCommit = WallClock.seconds
      }
      return true
    }
  }

  /// Brings what was accepted into the files.
  func deliver() async throws {
    try await run { try Self.deliver(&$0) }
  }

  private static func deliver(_ content: inout RecorderContent) throws {
    try content.journal.deliver()
    if content.hasFindings { try content.appendLedgerEntry(.fault) }
  }

  // MARK: - What time brings

  /// The collector begins.
  package func begin() async throws {
    try await run { content in
      if !content.hasBegun { try content.appendLedgerEntry(.start) }
      try content.journal.checkpoint(StateChange.encode(content.state.asChanges), isDurable: true)
    }
  }

  /// Follows rotations, writes the ledger, has what was written survive a power cut, and gives memory back, each when
  /// it is due.
  func tend() async throws {
    let durable = try await run { content in
      if try content.renewLostState() { self.latest.withLock { $0.renewedStates += 1 } }
      try content.makeRoom()
      try content.journal.settle()
      content.journal.trim()
      if content.hasFindings { try content.appendLedgerEntry(.fault) }
      if content.isChanged, ContinuousClock.now - content.lastLedger >= Self.ledgerInterval {
        try content.appendLedgerEntry(.interval)
      }
      return try content.durableCheckpoint(every: Self.synchronizationInterval)
    }
    guard let durable else { return }
    do {
      let start = ContinuousClock.now
      try await synchronizer.runIfActive { try durable.write() }
      let duration = ContinuousClock.now - start
      latest.withLock { status in
        status.synchronizations += 1
        status.synchronizationTime += duration
      }
      try await run { $0.noteSynchronization(duration) }
    } catch {
      try await run { $0.noteFailedSynchronization() }
      throw error
    }
  }

  /// The last words: all is in the files, and survives a power cut.
  package func finish() async throws {
    try await run { content in
      try content.makeRoom()
      try content.journal.settle()
      try content.appendLedgerEntry(.stop)
      try content.journal.checkpoint(StateChange.encode(content.state.asChanges), isDurable: true)
    }
  }

  private func run<Result: Sendable>(
    _ body: @escaping @Sendable (inout RecorderContent) throws -> Result
  ) async throws -> Result {
    try await thread.runIfActive {
      try self.content.withLock { content in
        defer { self.note(content) }
        return try body(&content)
      }
    }
  }

  private func note(_ content: borrowing RecorderContent) {
    let ring = content.journal.ringUsage
    latest.withLock { status in
      status.floodKeysEvicted = content.state.gate.evictedEarly
      status.heldBackUntold = content.state.gate.unreported
      status.unexplainedTruncations = content.journal.unexplainedTruncations
      status.lockedElsewhere = content.journal.lockedElsewhere
      status.foreignLocks = content.journal.foreignLocks
      (status.ringUsed, status.ringCapacity) = ring
      status.ledgerEntries = content.state.ledgerSequence
      status.lastTurn = .now
    }
  }
}
