internal import Basics
internal import HTTPListener
internal import Synchronization

/// What one browser gets of a live feed.
///
/// What it doesn't take in time is lost to it, and it is told how much that was.
final class LiveSubscription: PageStream {
  /// The most that waits for the browser.
  static let pendingBytes = 1 << 20
  static let pendingRecords = 200
  /// How often something is sent at the most: a page that renders has to do something else, too.
  static let interval = Duration.milliseconds(200)

  private struct State {
    var events: [[UInt8]] = []
    var bytes = 0
    var skipped = 0
    var lost = 0
    var hasBegun = false
    var isEnded = false
    var sent = ContinuousClock.now

    var isEmpty: Bool { events.isEmpty && skipped == 0 && lost == 0 }
  }

  private let state = Mutex(State())
  private let news = Latch()
  private let silence: Duration
  private let remove: @Sendable (LiveSubscription) -> Void

  /// - Parameters:
  ///   - silence: how long nothing may be said.
  ///   - remove: is called once, when the stream has ended.
  init(silence: Duration = pause, remove: @escaping @Sendable (LiveSubscription) -> Void) {
    self.silence = silence
    self.remove = remove
  }

  /// Takes what is to be sent.
  ///
  /// - Parameters:
  ///   - events: parts of an event stream.
  ///   - skipped: how many records were left out before.
  func add(_ events: [[UInt8]], skipped: Int) {
    state.withLock { state in
      guard !state.isEnded else { return }
      state.skipped += skipped
      for event in events {
        guard state.events.count < Self.pendingRecords, state.bytes + event.count <= Self.pendingBytes else {
          state.lost += 1
          continue
        }
        state.events.append(event)
        state.bytes += event.count
      }
    }
    news.open()
  }

  func next() async -> [UInt8]? {
    guard !isEnded else { return nil }
    let beginning: [UInt8]? = state.withLock { state in
      defer { state.hasBegun = true }
      return state.hasBegun ? nil : ServerSentEvent.beginning
    }
    if let beginning { return beginning }
    let deadline = state.withLock { $0.sent + Self.interval }
    // Cut short where the task is cancelled.
    try? await Task.sleep(until: deadline, clock: .continuous)
    if await !hasNews() { return isEnded ? nil : ServerSentEvent.comment }
    return take()
  }

  func end() {
    let isFirst = state.withLock { state in
      defer {
        state.isEnded = true
        state.events = []
      }
      return !state.isEnded
    }
    news.open()
    if isFirst { remove(self) }
  }

  private var isEnded: Bool { state.withLock { $0.isEnded } || Task.isCancelled }

  /// Waits until there is something to send or the stream has ended, for as long as nothing may be said.
  private func hasNews() async -> Bool {
    await withTimeout(silence) { await self.news.wait() } != nil
  }

  /// What waits, in one piece; `nil` where the stream has ended.
  private func take() -> [UInt8]? {
    news.close()
    let pending: State? = state.withLock { state in
      guard !state.isEnded, !Task.isCancelled else { return nil }
      let pending = state
      state.events = []
      state.bytes = 0
      state.skipped = 0
      state.lost = 0
      state.sent = .now
      return pending
    }
    guard let pending else { return nil }
    guard !pending.isEmpty else { return ServerSentEvent.comment }
    let counts = pending.skipped + pending.lost > 0
    return pending.events.flatMap { $0 }
      + (counts ? ServerSentEvent.counts(skipped: pending.skipped, lost: pending.lost) : [])
  }
}
