/// Makes the `collector.event` spans of one stream on the thread that reads it, without a lock or an allocation for each.
///
/// ```swift
/// var spans = EventSpanWriter(stream: streamSpan.spanContext)
/// let context = spans.begin()   // its traceparent goes into the record
/// spans.append(context, start: …, end: …, decky: …, service: …, eventType: …, attackerAddress: …)
/// batch.spans = spans.take()    // after the commit: exporter.add(batch.spans)
/// ```
package struct EventSpanWriter: Sendable {
  /// The longest attribute, in bytes; a record's is no longer.
  package static let attributeLimit = 255

  private let stream: SpanContext
  private var ids: SpanIDSequence
  private var batch: EventSpanBatch

  /// - Parameter stream: the stream's own span; if it isn't sampled, neither are its events.
  package init(stream: SpanContext) { self.init(stream: stream, ids: SpanIDSequence()) }

  init(stream: SpanContext, ids: SpanIDSequence) {
    self.stream = stream
    self.ids = ids
    batch = EventSpanBatch(stream: stream)
  }

  /// The context of the next event's span, to be written into its record.
  @inline(__always)
  package mutating func begin() -> SpanContext {
    SpanContext(traceID: stream.traceID, spanID: ids.next(), isSampled: stream.isSampled)
  }

  /// Keeps the span of an event whose record is complete.
  ///
  /// - Parameters:
  ///   - context: the result of ``begin()``.
  ///   - start: when work on it began, in nanoseconds since 1970.
  ///   - end: when it was done, likewise.
  ///   - decky: as in the record, like the three that follow; cut after ``attributeLimit`` bytes.
  package mutating func append(
    _ context: SpanContext,
    start: UInt64,
    end: UInt64,
    decky: UnsafeRawBufferPointer,
    service: UnsafeRawBufferPointer,
    eventType: UnsafeRawBufferPointer,
    attackerAddress: UnsafeRawBufferPointer
  ) {
    // A batch with over 4 GiB of text is one that is never taken.
    guard stream.isSampled, let offset = UInt32(exactly: batch.text.count) else { return }
    let span = EventSpan(
      id: context.spanID,
      start: start,
      end: end,
      offset: offset,
      deckyLength: put(decky),
      serviceLength: put(service),
      eventTypeLength: put(eventType),
      attackerLength: put(attackerAddress)
    )
    batch.spans.append(span)
  }

  /// The spans since the last call.
  package mutating func take() -> EventSpanBatch {
    let taken = batch
    batch = EventSpanBatch(stream: stream)
    batch.spans.reserveCapacity(taken.spans.count)
    batch.text.reserveCapacity(taken.text.count)
    return taken
  }

  @inline(__always)
  private mutating func put(_ bytes: UnsafeRawBufferPointer) -> UInt8 {
    let length =
      bytes.count <= Self.attributeLimit
      ? bytes.count : BoundedText.length(of: bytes, within: Self.attributeLimit)
    batch.text.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
    return UInt8(length)
  }
}

/// The `collector.event` spans of one batch of records: two arrays, however many there are.
package struct EventSpanBatch: Sendable {
  let stream: SpanContext
  var spans: [EventSpan] = []
  /// All attributes, one after the other; UTF-8 if the records' are.
  var text: [UInt8] = []

  var count: Int { spans.count }

  /// The memory that the spans take, in bytes.
  package var size: Int { MemoryLayout<EventSpan>.stride * spans.count + text.count }
}

/// A `collector.event` span before it is encoded.
struct EventSpan: Sendable {
  var id: SpanID
  /// Nanoseconds since 1970.
  var start: UInt64
  /// Nanoseconds since 1970.
  var end: UInt64
  /// Where its four attributes begin in the text of its batch; they follow each other.
  var offset: UInt32
  var deckyLength: UInt8
  var serviceLength: UInt8
  var eventTypeLength: UInt8
  var attackerLength: UInt8
}
