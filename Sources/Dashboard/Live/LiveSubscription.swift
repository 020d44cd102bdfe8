internal import Basics
internal import HTTPListener
internal import Synchronization

/// One browser's stream of a live feed. A browser that reads too slowly loses records, and learns how many.
final class LiveSubscription: PageStream {
  /// The most that is buffered for the browser.
  static let pendingBytes = 1 << 20
  static let pendingRecords = 200
  /// The least time between two sends, so that rendering leaves the page time for other work.
  static let interval = Duration.milliseconds(200)

  private struct Pending {
    var events: [[UInt8]] = []
    var bytes = 0
    var skipped = 0
    var lost = 0
  }

  private struct State {
    var pending = Pending()
    var hasBegun = false
    var isEnded = false
    var sent = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let news = Latch()
  private let silence: Duration
  private let remove: @Sendable (LiveSubscription) -> Void

  /// - Parameters:
  ///   - silence: how long nothing may be sent.
  ///   - remove: called once, when the stream has ended.
  init(silence: Duration = pause, remove: @escaping @Sendable (LiveSubscription) -> Void) {
    self.silence = silence
    self.remove = remove
  }

  /// Buffers parts of an event stream, a sample that leaves out `skipped` records.
  func add(_ events: [[UInt8]], skipped: Int) {
    state.withLock { state in
      guard !state.isEnded else { return }
      state.pending.skipped += skipped
      for event in events {
        guard state.pending.events.count < Self.pendingRecords,
          state.pending.bytes + event.count <= Self.pendingBytes
        else {
          state.pending.lost += 1
          continue
        }
        state.pending.events.append(event)
        state.pending.bytes += event.count
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
    // Returns early if the task is cancelled.
    try? await Task.sleep(until: deadline, clock: .continuous)
    if await !hasNews() { return isEnded ? nil : ServerSentEvent.comment }
    return take()
  }

  func end() {
    let isFirst = state.withLock { state in
      defer {
        state.isEnded = true
        state.pending.events = []
      }
      return !state.isEnded
    }
    news.open()
    if isFirst { remove(self) }
  }

  private var isEnded: Bool { state.withLock { $0.isEnded } || Task.isCancelled }

  /// Waits for something to send or the end of the stream, at most ``silence``.
  private func hasNews() async -> Bool { await withTimeout(silence) { await self.news.wait() } != nil }

  /// Takes everything buffered; `nil` if the stream has ended.
  private func take() -> [UInt8]? {
    news.close()
    let pending: Pending? = state.withLock { state in
      guard !state.isEnded, !Task.isCancelled else { return nil }
      defer { state.pending = Pending() }
      state.sent = .now
      return state.pending
    }
    guard let pending else { return nil }
    let hasCounts = pending.skipped + pending.lost > 0
    guard hasCounts || !pending.events.isEmpty else { return ServerSentEvent.comment }
    return pending.events.flatMap(\.self)
      + (hasCounts ? ServerSentEvent.counts(skipped: pending.skipped, lost: pending.lost) : [])
  }
}

/// The parts of an event stream (HTML Living Standard, section 9.2).
enum ServerSentEvent {
  /// The beginning of a stream: the browser reconnects after 3 seconds.
  static let beginning = Array("retry: 3000\n\n".utf8)
  /// A line that browsers ignore.
  static let comment = Array(":\n\n".utf8)

  /// A record. A CR in it would end the line for a browser.
  static func record(_ record: ArraySlice<UInt8>) -> [UInt8] {
    var event = Array("data: ".utf8)
    event.reserveCapacity(record.count + 8)
    event.append(contentsOf: record)
    for index in event.indices where event[index] == UInt8(ascii: "\r") { event[index] = UInt8(ascii: " ") }
    event.append(contentsOf: [UInt8(ascii: "\n"), UInt8(ascii: "\n")])
    return event
  }

  /// How many records were not sent: left out of the sample, and lost because this client was too slow.
  static func counts(skipped: Int, lost: Int) -> [UInt8] {
    Array("event: counts\ndata: {\"skipped\":\(skipped),\"lost\":\(lost)}\n\n".utf8)
  }
}
