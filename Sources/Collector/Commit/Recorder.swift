import Basics
import DecoyEvents
package import Evidence
import Logging
import NIOPosix
import Synchronization

/// The journal and the collector's state, on a thread of their own, so that a slow disk blocks nothing else.
package final class Recorder: Sendable {
  /// The most bytes of batches that are committed together.
  private static let commitLength = 1 << 20
  /// How often the ledger is written if nothing else requires it.
  private static let ledgerInterval = Duration.seconds(60)
  private static let synchronizationInterval = Duration.seconds(1)

  let recovered: CollectorState
  /// The longest commit, in bytes.
  let longestCommit: Int
  /// Where a previous state that could not be used was moved.
  package let putAside: String?
  /// Whether that state was damaged, so that containers are continued from what the log has of them.
  package let isStateLost: Bool
  private let content: Mutex<RecorderContent>
  private let latest = Mutex(RecorderStatus())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  /// Synchronizes files, so that commits don't wait for that.
  private let synchronizer = NIOThreadPool(numberOfThreads: 1)

  /// Opens the files, and completes what a crash interrupted.
  ///
  /// - Parameters:
  ///   - floodWindow: of the gate; nanoseconds.
  ///   - beginning: where to begin without a usable state; `nil` refuses to begin if there is an unusable one.
  /// - Throws: `EvidenceError` or ``StateError``.
  package init(_ settings: JournalSettings, floodWindow: Int64, beginning: Beginning? = nil) throws {
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
      state.continueLedger(settings.ledgerFile)
    }
    isStateLost = isLost
    putAside = journal.recovered.putAside
    longestCommit = journal.longestCommit
    var content = RecorderContent(journal: journal, state: state)
    // Before anything else: from here on this is no longer the first start.
    try content.checkpoint(isDurable: true)
    // Recovery's findings would not be found again. If the disk is full, `begin()` tries again.
    if content.hasFindings { try? content.appendLedgerEntry(.start) }
    recovered = content.state
    self.content = Mutex(content)
    thread.start()
    synchronizer.start()
  }

  /// Opens a journal. A damaged state needs no decision by the operator: the files show where to continue.
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

  /// Ends the threads. The recorder is unusable afterwards.
  package func shutdown() async throws {
    try await synchronizer.shutdownGracefully()
    try await thread.shutdownGracefully()
  }

  /// Reopens all files by name.
  package func reopen() async throws { try await run { try $0.journal.reopen() } }

  /// The status after the thread's last turn; waits for no disk.
  package var status: RecorderStatus { latest.withLock { $0 } }

  // MARK: - Commits

  /// How many of the batches, from the first on, are committed together; at least one.
  static func share(of batches: ArraySlice<SourceBatch>) -> Int {
    precondition(!batches.isEmpty)
    var size = 0
    var count = 0
    for batch in batches {
      size += batch.size
      guard count == 0 || size <= commitLength else { break }
      count += 1
    }
    return count
  }

  func commits(of batches: [SourceBatch]) -> [[SourceBatch]] {
    guard batches.count == 1, let batch = batches.first else { return [batches] }
    return batch.divided(limit: longestCommit).map { [$0] }
  }

  /// Accepts batches, which then reach the files whatever happens, and writes them there.
  ///
  /// - Returns: whether they are in the files; if not, ``deliver()`` tries again.
  /// - Throws: `EvidenceError`: nothing was accepted.
  func commit(_ batches: [SourceBatch]) async throws -> Bool {
    try await run { content in
      let start = ContinuousClock.now
      try content.makeRoom()
      var unit = CommitUnit()
      var encoder = StateChangeEncoder()
      for batch in batches {
        assert(batch.lines.counts.isBalanced, "unaccounted lines")
        assert(
          [batch.lines.raw, batch.lines.records].allSatisfy { [nil, UInt8(ascii: "\n")].contains($0.last) },
          "an incomplete line"
        )
        if !batch.lines.raw.isEmpty { unit.log.append(batch.lines.raw) }
        if !batch.lines.records.isEmpty { unit.records.append(batch.lines.records) }
        batch.forEachStateChange { encoder.append($0) }
      }
      unit.change = encoder.bytes
      try content.journal.prepare(unit)
      for batch in batches { batch.forEachStateChange { content.state.apply($0) } }
      content.noteCommit()
      // In the same turn, since a small commit costs little more than switching threads.
      guard (try? Self.deliver(&content)) != nil else { return false }
      self.latest.withLock { status in
        status.commits.add(ContinuousClock.now - start)
        status.lastCommit = WallClock.seconds
      }
      return true
    }
  }

  func deliver() async throws { try await run { try Self.deliver(&$0) } }

  private static func deliver(_ content: inout RecorderContent) throws {
    try content.journal.deliver()
    if content.hasFindings { try content.appendLedgerEntry(.fault) }
  }

  // MARK: - Start, maintenance, end

  /// Begins collection.
  package func begin() async throws {
    try await run { content in
      if !content.hasBegun { try content.appendLedgerEntry(.start) }
      try content.checkpoint(isDurable: true)
    }
  }

  /// Follows rotations, writes the ledger, synchronizes files and frees memory, each when due.
  func maintain() async throws {
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
      latest.withLock { $0.synchronizations.add(duration) }
      try await run { $0.noteSynchronization(duration) }
    } catch {
      try await run { $0.noteFailedSynchronization() }
      throw error
    }
  }

  /// Writes the last ledger entry, and makes everything durable.
  package func finish() async throws {
    try await run { content in
      try content.makeRoom()
      try content.journal.settle()
      try content.appendLedgerEntry(.stop)
      try content.checkpoint(isDurable: true)
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
    latest.withLock { status in
      status.floodKeysEvicted = content.state.gate.evictedEarly
      status.heldBackUnreported = content.state.gate.unreported
      status.unexplainedTruncations = content.journal.unexplainedTruncations
      status.lockedElsewhere = content.journal.lockedElsewhere
      status.foreignLocks = content.journal.foreignLocks
      status.ring = content.journal.ringUsage
      status.ledgerEntries = content.state.ledgerSequence
      status.lastTurn = .now
    }
  }
}
