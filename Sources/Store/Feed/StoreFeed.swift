internal import Basics
internal import Dispatch
internal import Evidence
public import Logging
internal import Records
public import ServiceLifecycle
internal import Synchronization

/// Keeps a store up to date with a record file.
///
/// ```swift
/// let feed = StoreFeed(try RecordStore(path), file: "/var/log/decnet/decnet.json", logger: logger)
/// // one service among others: try await feed.run(), and after each write to the file: feed.wake()
/// ```
///
/// The store's troubles never get to whoever writes the file: while the store can't be written, nothing is lost, as the
/// file has it; where the store is damaged, it is put aside and made anew from the files that are there.
public final class StoreFeed: Service {
  /// How soon the file is looked at though nobody has said that there is more.
  static let tick = Duration.seconds(1)
  /// The same where there was something the last time.
  static let shortTick = Duration.milliseconds(200)
  /// How soon the next look follows, at the earliest: many small writes are one transaction.
  static let pause = Duration.milliseconds(50)
  /// How often what is to be kept no longer is looked for.
  static let pruneInterval = Duration.seconds(60)
  /// How long is stored yet when the feed is ended.
  static let endTime = Duration.seconds(1)

  /// The store.
  public let store: RecordStore
  private let work: FeedWork
  private let logger: Logger
  private let latch = Latch()
  private let isWoken = Atomic(false)
  /// The database's own thread, so that no task waits for a disk on a thread that others share.
  private let thread = DispatchQueue(label: "decklog.store.feed")

  /// A feed that does nothing yet.
  ///
  /// - Parameters:
  ///   - file: the record file.
  ///   - retention: what is kept.
  public init(_ store: RecordStore, file: String, retention: Retention = Retention(), logger: Logger) {
    self.store = store
    self.logger = logger
    work = FeedWork(store, file, retention, logger)
  }

  /// There may be more in the file. Returns at once.
  public func wake() {
    guard !isWoken.exchange(true, ordering: .acquiringAndReleasing) else { return }
    latch.open()
  }

  /// How it is doing.
  public var status: StoreFeedStatus { work.status }

  /// Stores what comes until it is shut down gracefully or cancelled; in the first case what was written by then is
  /// stored, if that takes no longer than a second and can be done, and otherwise by the next start.
  public func run() async {
    let canStore = Atomic(true)
    await cancelWhenGracefulShutdown {
      var retry = RetryPause(from: .milliseconds(200), to: .seconds(30))
      var nextPrune = ContinuousClock.now
      var nextUnion = ContinuousClock.now
      while !Task.isCancelled {
        let outcome = await self.perform { $0.store() }
        canStore.store(outcome != .failed, ordering: .relaxed)
        switch outcome {
        case .more:
          retry.reset()
          // A long catch-up must not fill the disk with what is to be deleted at its end.
          if self.work.isTooLarge { await self.prune(isUrgent: true) }
        case .failed: await retry.wait()
        case .atEnd, .idle:
          retry.reset()
          if ContinuousClock.now >= nextPrune {
            nextPrune = .now + Self.pruneInterval
            await self.prune(isUrgent: false)
          }
          if ContinuousClock.now >= nextUnion {
            let union = await self.perform { $0.unite() }
            if union == .more { continue }
            if union == .failed { nextUnion = .now + Self.pruneInterval }
          }
          try? await Task.sleep(for: Self.pause)
          await self.waitForMore(outcome == .idle ? Self.tick : Self.shortTick)
        }
      }
    }
    // What could not be stored a moment ago would only be waited for.
    guard canStore.load(ordering: .relaxed) else { return }
    let end = ContinuousClock.now + Self.endTime
    while ContinuousClock.now < end, !Task.isCancelled, await perform({ $0.store() }) == .more {}
  }

  /// - Parameter isUrgent: whether nothing is stored until there is room.
  private func prune(isUrgent: Bool) async {
    while !Task.isCancelled, await perform({ $0.prune() }) == .more {
      // What was written meanwhile comes first.
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
    // From here on a call opens the latch again.
    isWoken.store(false, ordering: .releasing)
  }

  private func perform(_ body: @escaping @Sendable (FeedWork) -> FeedWork.Outcome) async -> FeedWork.Outcome {
    await withCheckedContinuation { continuation in
      thread.async { [work] in continuation.resume(returning: body(work)) }
    }
  }
}
