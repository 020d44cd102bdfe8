internal import Basics
internal import Dispatch
internal import Evidence
package import Logging
internal import Records
internal import ServiceLifecycle
internal import Synchronization

/// Keeps a store up to date with a record file.
///
/// ```swift
/// let feed = StoreFeed(try RecordStore(path), file: "/var/log/decnet/decnet.json", logger: logger)
/// // run the feed as a service, and call feed.wake() after each write to the file
/// ```
///
/// Failures of the store never affect the writer of the file. While the store can't be written, the records stay in the
/// file; a damaged store is set aside and rebuilt from the files that are still there.
package final class StoreFeed: Service {
  /// How often the file is read without a call of ``wake()``.
  static let tick = Duration.seconds(1)
  /// The same after a read that found records.
  static let shortTick = Duration.milliseconds(200)
  /// The least time between reads, so that many small writes become one transaction.
  static let pause = Duration.milliseconds(50)
  /// How often old records are deleted.
  static let pruneInterval = Duration.seconds(60)
  /// How long a shutdown goes on storing.
  static let endTime = Duration.seconds(1)

  package let store: RecordStore
  private let work: FeedWork
  private let latch = Latch()
  private let isWoken = Atomic(false)
  /// The database's own thread, so that no task blocks a shared thread on disk I/O.
  private let thread = DispatchQueue(label: "decklog.store.feed")

  /// Creates a feed of a record file, which does nothing until it runs.
  package init(_ store: RecordStore, file: String, retention: Retention = Retention(), logger: Logger) {
    self.store = store
    work = FeedWork(store, file, retention, logger)
  }

  /// Notifies the feed that the file may have grown. Returns at once.
  package func wake() {
    guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
    latch.open()
  }

  package var status: StoreFeedStatus { work.status }

  /// Stores records until it is cancelled or shut down gracefully.
  ///
  /// A graceful shutdown stores what was written by then, within ``endTime``; the next start stores the rest.
  package func run() async {
    let canStore = Atomic(true)
    await cancelWhenGracefulShutdown {
      var retry = RetryPause(from: .milliseconds(200), to: .seconds(30))
      var nextPrune = ContinuousClock.now
      var nextUpdate = ContinuousClock.now
      while !Task.isCancelled {
        let outcome = await self.perform { $0.store() }
        canStore.store(outcome != .failed, ordering: .relaxed)
        switch outcome {
        case .more:
          retry.reset()
          // A long catch-up must not fill the disk with records that would be deleted at its end.
          if self.work.isTooLarge { await self.prune(isUrgent: true) }
        case .failed: await retry.wait()
        case .atEnd, .idle:
          retry.reset()
          if ContinuousClock.now >= nextPrune {
            nextPrune = .now + Self.pruneInterval
            await self.prune(isUrgent: false)
          }
          if ContinuousClock.now >= nextUpdate {
            let update = await self.perform { $0.update() }
            if update == .more { continue }
            if update == .failed { nextUpdate = .now + Self.pruneInterval }
          }
          try? await Task.sleep(for: Self.pause)
          await self.waitForMore(outcome == .idle ? Self.tick : Self.shortTick)
        }
      }
    }
    // A store that failed a moment ago would only delay the shutdown.
    guard canStore.load(ordering: .relaxed) else { return }
    let end = ContinuousClock.now + Self.endTime
    while ContinuousClock.now < end, !Task.isCancelled, await perform({ $0.store() }) == .more {}
  }

  /// - Parameter isUrgent: whether nothing is stored until the store is small enough.
  private func prune(isUrgent: Bool) async {
    while !Task.isCancelled, await perform({ $0.prune() }) == .more {
      // New records come first.
      if !isUrgent { _ = await perform { $0.store() } }
    }
  }

  private func waitForMore(_ tick: Duration) async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        try? await Task.sleep(for: tick)
        self.latch.open()
      }
      await latch.wait()
      group.cancelAll()
    }
    latch.close()
    // From here on, a call of `wake()` opens the latch again.
    isWoken.store(false, ordering: .releasing)
  }

  private func perform(_ body: @escaping @Sendable (FeedWork) -> FeedWork.Outcome) async -> FeedWork.Outcome {
    await withCheckedContinuation { continuation in
      thread.async { [work] in continuation.resume(returning: body(work)) }
    }
  }
}
