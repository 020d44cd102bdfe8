import DecoyEvents
import Evidence
import Logging
import NIOPosix
import Synchronization

/// Takes the batches from the channel and appends them to the files: the only one who touches those.
struct Committer: Sendable {
  /// How often the files are looked at while nothing is written.
  private static let idleInterval = Duration.milliseconds(250)
  /// How long a fault of the disk is waited out before the next try.
  private static let faultPause = Duration.milliseconds(250)
  /// How long a stop waits for a disk that takes nothing.
  private static let stopPatience = Duration.seconds(3)

  let environment: CollectorEnvironment
  let files: EvidenceStore
  /// Takes the records of each commit, after it.
  let observer: (@Sendable ([UInt8]) -> Void)?

  /// Runs until the channel has ended and all that was in it is in the files.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await tend() }
      var deadline: ContinuousClock.Instant?
      var notWritten = 0
      while let batches = await environment.channel.receive() {
        for batch in batches {
          // When one could not be written, those behind it must not be either.
          if notWritten == 0, await commit(batch, before: &deadline) {
            account(for: batch)
          } else {
            notWritten += batch.lines.counts.lines
          }
          environment.channel.release(batch.size)
        }
      }
      if notWritten > 0 {
        environment.logger.error(
          "not written, because the disk took nothing until the end: \(notWritten) lines"
        )
        environment.accounts.add(notWritten: notWritten)
      }
      await whileFaulty { try await files.synchronize() }
      group.cancelAll()
    }
  }

  private func account(for batch: SourceBatch) {
    environment.accounts.add(batch.lines.counts, container: batch.output.container, name: batch.containerName)
    if !batch.lines.records.isEmpty { observer?(batch.lines.records) }
  }

  /// Appends one batch, however long the disk takes to be ready for it.
  ///
  /// - Parameter deadline: set when collection is ending and the disk is found faulty.
  /// - Returns: whether the batch is in the files; only a stop gives up.
  private func commit(_ batch: SourceBatch, before deadline: inout ContinuousClock.Instant?) async -> Bool {
    while true {
      do {
        try await files.append(batch.lines)
        environment.faults.clear("files", "writing again")
        return true
      } catch {
        environment.faults.report("files", "\(error); reading waits", level: .error)
      }
      if environment.channel.isFinished {
        let end = deadline ?? ContinuousClock.now + Self.stopPatience
        deadline = end
        guard ContinuousClock.now < end else { return false }
      }
      await sleepUncancelled(Self.faultPause)
    }
  }

  private func whileFaulty(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch is CancellationError {
      return
    } catch {
      environment.faults.report("files", "\(error); reading waits", level: .error)
    }
  }

  /// Looks after the files while nothing is written: a rotation is followed within a second.
  private func tend() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.idleInterval)
      guard !Task.isCancelled else { return }
      await whileFaulty { try await files.prepare() }
    }
  }

  /// A stop must not turn waiting for the disk into a busy loop.
  private func sleepUncancelled(_ duration: Duration) async {
    await withTaskGroup { group in
      group.addTask { try? await Task.sleep(for: duration) }
    }
  }
}
