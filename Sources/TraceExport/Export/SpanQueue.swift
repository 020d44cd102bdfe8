internal import Basics
internal import DequeModule
internal import OTLPMessages
internal import SwiftProtobuf
internal import Synchronization

/// Spans to be exported: bounded in number and in bytes. What doesn't fit is dropped and counted.
final class SpanQueue: Sendable {
  /// An encoded span, or some of a batch.
  enum Item: Sendable {
    case span([UInt8])
    case events(EventSpanBatch, Range<Int>)

    var count: Int {
      switch self {
      case .span: 1
      case .events(_, let range): range.count
      }
    }
  }

  private struct State {
    var items: Deque<(item: Item, size: Int)> = []
    var count = 0
    var size = 0
    var isFinished = false
    var counts = TraceCounts()
  }

  private let settings: TracingSettings
  /// Open if there are enough spans for a request, or there is no reason to wait for them.
  let ready = Latch()
  /// Open once no more spans will come.
  let finished = Latch()
  private let state = Mutex(State())

  init(_ settings: TracingSettings) { self.settings = settings }

  /// The most spans of a request.
  private var batchLimit: Int { min(settings.batchLimit, settings.queueLimit) }

  var counts: TraceCounts { state.withLock { $0.counts } }

  /// Counts the outcome of spans that were taken.
  func count(exported: Int = 0, failed: Int = 0) {
    state.withLock { state in
      state.counts.exported += exported
      state.counts.failed += failed
    }
  }

  func add(_ span: Opentelemetry_Proto_Trace_V1_Span) {
    // Encoded now, since its size must be known.
    guard let bytes = try? span.serializedBytes() as [UInt8] else {
      state.withLock { $0.counts.dropped += 1 }
      return
    }
    add(.span(bytes), size: bytes.count)
  }

  /// Adds as many spans of a batch as fit.
  func add(_ batch: EventSpanBatch) {
    guard batch.count > 0 else { return }
    add(.events(batch, 0..<batch.count), size: batch.size)
  }

  private func add(_ item: Item, size: Int) {
    let isReady = state.withLock { state in
      let isFull = state.isFinished || state.size + size > settings.queueSizeLimit
      let room = isFull ? 0 : min(settings.queueLimit - state.count, item.count)
      state.counts.dropped += item.count - room
      guard room > 0 else { return false }
      switch item {
      case .span: state.items.append((item, size))
      case .events(let batch, let range): state.items.append((.events(batch, range.prefix(room)), size))
      }
      state.count += room
      state.size += size
      return state.count >= batchLimit
    }
    if isReady { ready.open() }
  }

  /// Takes spans for one request, in order.
  func take() -> [Item] {
    state.withLock { state in
      var taken: [Item] = []
      var room = batchLimit
      while room > 0, let (item, size) = state.items.popFirst() {
        if case .events(let batch, let range) = item, range.count > room {
          taken.append(.events(batch, range.prefix(room)))
          state.items.prepend((.events(batch, range.dropFirst(room)), size))
          room = 0
        } else {
          taken.append(item)
          state.size -= size
          room -= item.count
        }
      }
      state.count -= batchLimit - room
      if state.count < batchLimit, !state.isFinished { ready.close() }
      return taken
    }
  }

  /// Discards the rest as failed.
  func failRest() {
    state.withLock { state in
      state.counts.failed += state.count
      state.items.removeAll()
      state.count = 0
      state.size = 0
    }
  }

  func finish() {
    state.withLock { $0.isFinished = true }
    finished.open()
    ready.open()
  }
}
