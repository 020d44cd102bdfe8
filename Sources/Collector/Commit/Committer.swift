import Basics
import DecoyEvents
import DockerEngine
import Evidence
import Logging
import NIOPosix
import Synchronization

/// Takes batches from the channel and commits them. Nothing else writes to the files.
struct Committer: Sendable {
  /// A commit smaller than this waits for more batches; bytes.
  private static let smallCommit = 64 << 10
  /// How long after the previous commit: each costs system calls and two thread switches.
  private static let pace = Duration.milliseconds(4)
  private static let idleInterval = Duration.milliseconds(250)
  /// How long to wait before a failed write is repeated.
  private static let faultPause = Duration.milliseconds(250)
  /// How long a stop waits for a disk that accepts nothing.
  private static let stopPatience = Duration.seconds(3)
  /// The age from which lines count as catching up, in nanoseconds.
  private static let oldAge: Int64 = 60_000_000_000
  // The subjects of faults of the files and of their locks.
  static let subject = "files"
  private static let locks = "locks"

  let environment: CollectorEnvironment
  let recorder: Recorder
  /// Receive the records of each commit, after it.
  let observers: [@Sendable (WrittenRecords) -> Void]

  /// Runs until the channel has finished and all its batches are in the files.
  func run() async {
    var deadline: ContinuousClock.Instant?
    _ = await retrying(until: &deadline) { try await recorder.begin() }
    await withDiscardingTaskGroup { group in
      group.addTask { await maintain() }
      var notWritten = 0
      var lastCommit = ContinuousClock.now
      while var batches = await environment.channel.receive() {
        // Counts from the stop, however long each try takes.
        if environment.channel.isFinished { deadline = deadline ?? .now + Self.stopPatience }
        await gather(&batches, after: lastCommit)
        defer { lastCommit = .now }
        var rest = batches[...]
        while !rest.isEmpty {
          let share = Array(rest.prefix(Recorder.share(of: rest)))
          rest = rest.dropFirst(share.count)
          // After one that could not be written, none may be written.
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
          "nothing could be written until the end; \(notWritten) lines will be read again at the next start"
        )
        environment.accounts.add(notWritten: notWritten)
      }
      group.cancelAll()
    }
    // When nothing else uses the disk.
    _ = await retrying(until: &deadline) { try await recorder.finish() }
  }

  /// Waits for more batches if there are few.
  private func gather(_ batches: inout [SourceBatch], after lastCommit: ContinuousClock.Instant) async {
    let due = lastCommit + Self.pace
    guard ContinuousClock.now < due, batches.reduce(0, { $0 + $1.size }) < Self.smallCommit else { return }
    // A stop ends it early.
    try? await Task.sleep(until: due)
    batches += environment.channel.takeWaiting()
  }

  private func account(for batches: [SourceBatch]) {
    let now = WallClock.now
    for batch in batches {
      let lastLine = batch.position?.cursor?.timestamp ?? batch.readAt
      environment.accounts.add(
        batch.lines.counts,
        container: batch.output.container,
        name: batch.containerName,
        lastLine: lastLine,
        gaps: batch.gaps
      )
      if let spans = batch.spans { environment.tracing?.add(spans) }
      if batch.lines.counts.records > 0 {
        let written = WrittenRecords(
          bytes: batch.lines.records,
          count: batch.lines.counts.records,
          isBehind: now.subtractingSaturated(lastLine?.nanoseconds ?? now) > Self.oldAge
        )
        for observer in observers { observer(written) }
      }
      if batch.changes.contains(.forget(batch.output)) {
        environment.accounts.forget(container: batch.output.container)
      }
    }
  }

  /// Commits batches, however long the disk takes; returns false only after a stop.
  private func commit(_ batches: [SourceBatch], until deadline: inout ContinuousClock.Instant?) async -> Bool
  {
    for commit in recorder.commits(of: batches) {
      var isDelivered = false
      guard await retrying(until: &deadline, { isDelivered = try await recorder.commit(commit) }) else {
        return false
      }
      // What a stop leaves undelivered is delivered by the next start.
      if !isDelivered { _ = await retrying(until: &deadline) { try await recorder.deliver() } }
    }
    return true
  }

  /// Repeats `body` while the disk fails; after a stop only until `deadline`, set if necessary. Returns its success.
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
        report(error)
      }
      if environment.channel.isFinished {
        let end = deadline ?? ContinuousClock.now + Self.stopPatience
        deadline = end
        guard ContinuousClock.now < end else { return false }
      }
      await sleepUncancelled(Self.faultPause)
    }
  }

  private func report(_ error: any Error) {
    environment.faults.report(Self.subject, "\(error); reading waits", level: .error)
  }

  /// Maintains the files while nothing is written: a rotation is followed within a second.
  private func maintain() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.idleInterval)
      guard !Task.isCancelled else { return }
      do {
        let renewed = recorder.status.renewedStates
        try await recorder.maintain()
        if recorder.status.renewedStates > renewed {
          environment.logger.warning(
            """
            the state directory or a lock file was moved or removed; decklog recreated it and continues. What was \
            moved away is no longer written to: don't put it back while this runs
            """
          )
        }
        reportLocks()
      } catch is CancellationError {
        return
      } catch {
        report(error)
      }
    }
  }

  /// Reports files that another program has locked since they were opened.
  private func reportLocks() {
    let paths = recorder.status.lockedElsewhere
    guard !paths.isEmpty else {
      return environment.faults.clear(Self.locks, "no other program has these files locked any more")
    }
    environment.faults.report(
      Self.locks,
      "another program has locked \(paths.joined(separator: ", ")); decklog keeps writing. If that program is a second"
        + " collector, every line is written twice: stop one of them"
    )
  }

  /// Sleeps even if the task is cancelled, so that a stop doesn't turn retrying into a busy loop.
  private func sleepUncancelled(_ duration: Duration) async {
    await withTaskGroup { group in
      group.addTask { try? await Task.sleep(for: duration) }
    }
  }
}
