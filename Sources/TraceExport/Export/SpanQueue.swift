internal import Basics
internal import DequeModule
internal import OTLPMessages
internal import SwiftProtobuf
internal import Synchronization

/// What waits for the exporter: bounded in spans and in bytes. Nobody waits for room; what doesn't fit is counted.
final class SpanQueue: Sendable {
  /// Spans as they come: one that is encoded already, or some of a batch.
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

  /// The most spans.
  let limit: Int
  /// The most bytes.
  let sizeLimit: Int
  /// So many spans are worth a request.
  let batchLimit: Int
  /// Open when there is no reason to wait any longer: enough spans, or the end.
  let ready = Latch()
  /// Open when no more spans will come.
  let finished = Latch()
  private let state = Mutex(State())

  init(limit: Int, sizeLimit: Int, batchLimit: Int) {
    self.limit = limit
    self.sizeLimit = sizeLimit
    self.batchLimit = min(batchLimit, limit)
  }

  /// What has become of the spans so far.
  var counts: TraceCounts { state.withLock { $0.counts } }

  /// Counts what has become of spans that were taken.
  func count(exported: Int = 0, failed: Int = 0) {
    state.withLock { state in
      state.counts.exported += exported
      state.counts.failed += failed
    }
  }

  /// Adds a span.
  func add(_ span: Opentelemetry_Proto_Trace_V1_Span) {
    // Encoded at once, since its size has to be known.
    guard let bytes = try? span.serializedBytes() as [UInt8] else {
      state.withLock { $0.counts.dropped += 1 }
      return
    }
    add(.span(bytes), size: bytes.count)
  }

  /// Adds the spans of a batch, as many as there is room for.
  func add(_ batch: EventSpanBatch) {
    guard !batch.isEmpty else { return }
    add(.events(batch, 0..<batch.count), size: batch.size)
  }

  private func add(_ item: Item, size: Int) {
    let isReady = state.withLock { state in
      let room = state.isFinished || state.size + size > sizeLimit ? 0 : min(limit - state.count, item.count)
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

  /// Takes spans for a request, as many as one may have, in their order.
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

  /// Leaves the rest to nobody.
  func failRest() {
    state.withLock { state in
      state.counts.failed += state.count
      state.items.removeAll()
      state.count = 0
      state.size = 0
    }
  }

  /// Takes no more spans.
  func finish() {
    state.withLock { $0.isFinished = true }
    finished.open()
    ready.open()
  }

  /// Does not wait for more spans.
  func hasten() {
    ready.open()
  }
}
