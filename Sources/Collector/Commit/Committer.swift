import Basics
import DecoyEvents
import DockerEngine
import Evidence
import Logging
import NIOPosix
import Synchronization

/// Takes the batches from the channel and commits them: the only one who touches the files.
struct Committer: Sendable {
  /// Batches that hold less than this together wait for others; bytes.
  private static let smallCommit = 64 << 10
  /// How long after the last commit: each costs system calls and a way to another thread and back, however little it
  /// holds.
  private static let pace = Duration.milliseconds(4)
  /// How often the files are looked at while nothing is written.
  private static let idleInterval = Duration.milliseconds(250)
  /// How long a fault of the disk is waited out before the next try.
  private static let faultPause = Duration.milliseconds(250)
  /// How long a stop waits for a disk that takes nothing.
  private static let stopPatience = Duration.seconds(3)

  /// How old the lines of a catch-up are, in nanoseconds.
  private static let oldAge: Int64 = 60_000_000_000
  /// What is at fault when the files can't be written.
  static let subject = "files"
  /// What is at fault when another program has the lock of a file.
  private static let locks = "locks"

  let environment: CollectorEnvironment
  let store: Recorder
  /// Take the records of each commit, after it.
  let observers: [@Sendable (WrittenRecords) -> Void]

  /// Runs until the channel has ended and all that was in it is in the files.
  func run() async {
    var deadline: ContinuousClock.Instant?
    _ = await retrying(until: &deadline) { try await store.begin() }
    await withDiscardingTaskGroup { group in
      group.addTask { await tend() }
      var notWritten = 0
      var lastCommit = ContinuousClock.now
      while var batches = await environment.channel.receive() {
        // From the stop on, however long each try takes.
        if environment.channel.isFinished { deadline = deadline ?? .now + Self.stopPatience }
        await gather(&batches, after: lastCommit)
        defer { lastCommit = .now }
        var rest = batches[...]
        while !rest.isEmpty {
          let share = Array(rest.prefix(Recorder.share(of: rest)))
          rest = rest.dropFirst(share.count)
          // When one could not be written, those behind it must not be either.
          if notWritten == 0, await commit(share, until: &deadline) {
            account(for: share)
          } else {
            notWritten += share.reduce(0) { $0 + $1.lines.counts.lines }
          }
          environment.channel.release(share.reduce(0) { $0 + $1.size })
        }
      }
      if notWritten > 0 {
        environment.logger.error(
          "the disk took nothing until the end; \(notWritten) lines are read again at the next start"
        )
        environment.accounts.add(notWritten: notWritten)
      }
      group.cancelAll()
    }
    // When nobody else is at the disk any more.
    _ = await retrying(until: &deadline) { try await store.finish() }
  }

  /// Lets a few batches come together.
  private func gather(_ batches: inout [SourceBatch], after lastCommit: ContinuousClock.Instant) async {
    let due = lastCommit + Self.pace
    guard ContinuousClock.now < due, batches.reduce(0, { $0 + $1.size }) < Self.smallCommit else { return }
    // A stop cuts it short.
    try? await Task.sleep(until: due)
    batches += environment.channel.takeWaiting()
  }

  private func account(for batches: [SourceBatch]) {
    let now = WallClock.now
    for batch in batches {
      environment.accounts.add(
        batch.lines.counts,
        container: batch.output.container,
        name: batch.containerName,
        lastLine: batch.position?.cursor?.timestamp,
        gaps: batch.gaps
      )
      if let spans = batch.spans { environment.tracing?.add(spans) }
      if batch.lines.counts.records > 0 {
        let written = WrittenRecords(
          bytes: batch.lines.records,
          count: batch.lines.counts.records,
          isBehind: now.subtractingSaturated(batch.position?.cursor?.timestamp.nanoseconds ?? now)
            > Self.oldAge
        )
        for observer in observers { observer(written) }
      }
      if batch.changes.contains(.forget(batch.output)) {
        environment.accounts.forget(container: batch.output.container)
      }
    }
  }

  /// Commits batches, however long the disk takes to be ready for them.
  ///
  /// - Returns: whether they will be in the files; only a stop gives up.
  private func commit(_ batches: [SourceBatch], until deadline: inout ContinuousClock.Instant?) async -> Bool
  {
    for commit in store.commits(of: batches) {
      var isDelivered = false
      guard await retrying(until: &deadline, { isDelivered = try await store.commit(commit) }) else {
        return false
      }
      // What a stop leaves undelivered the next start brings into the files.
      if !isDelivered { _ = await retrying(until: &deadline) { try await store.deliver() } }
    }
    return true
  }

  /// Tries again for as long as the disk is at fault.
  ///
  /// - Parameter deadline: when to give up; set at the latest when collection is ending and the disk is found faulty.
  /// - Returns: whether it went well at last.
  private func retrying(
    until deadline: inout ContinuousClock.Instant?,
    _ body: () async throws -> Void
  ) async -> Bool {
    while true {
      do {
        try await body()
        environment.faults.clear(Self.subject, "writing again")
        return true
      } catch {
        environment.faults.report(Self.subject, "\(error); reading waits", level: .error)
      }
      if environment.channel.isFinished {
        let end = deadline ?? ContinuousClock.now + Self.stopPatience
        deadline = end
        guard ContinuousClock.now < end else { return false }
      }
      await sleepUncancelled(Self.faultPause)
    }
  }

  /// Looks after the files while nothing is written: a rotation is followed within a second.
  private func tend() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.idleInterval)
      guard !Task.isCancelled else { return }
      do {
        let renewed = store.status.renewedStates
        try await store.tend()
        if store.status.renewedStates > renewed { tellRenewal() }
        tellLocks()
      } catch is CancellationError {
        return
      } catch {
        environment.faults.report(Self.subject, "\(error); reading waits", level: .error)
      }
    }
  }

  private func tellRenewal() {
    environment.logger.warning(
      """
      the state directory or a lock file was moved or removed; decklog made it again and goes on. What was moved away is \
      not written to any more: don't put it back while this runs
      """
    )
  }

  /// Says once that another program has the lock of a file that came to have its name, and when it has it no longer.
  private func tellLocks() {
    let paths = store.status.lockedElsewhere
    guard !paths.isEmpty else {
      return environment.faults.clear(Self.locks, "no other program has these files locked any more")
    }
    environment.faults.report(
      Self.locks,
      "another program has \(paths.joined(separator: ", ")) locked; decklog goes on writing. If that program is a second"
        + " collector, every line is written twice: stop one of them"
    )
  }

  /// A stop must not turn waiting for the disk into a busy loop.
  private func sleepUncancelled(_ duration: Duration) async {
    await withTaskGroup { group in
      group.addTask { try? await Task.sleep(for: duration) }
    }
  }
}
