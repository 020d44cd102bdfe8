import Basics
import DecoyEvents
import Evidence
import TraceExport

/// Makes the spans of one stream's records while they are read.
struct EventTracer: RecordTracer {
  private var writer: EventSpanWriter
  private var current: SpanContext?
  private var start: Int64 = 0

  /// - Parameter stream: the span of the stream.
  init(stream: SpanContext) { writer = EventSpanWriter(stream: stream) }

  mutating func begin() -> Traceparent {
    let context = writer.begin()
    current = context
    start = WallClock.now
    return Traceparent { context.putTraceparent(at: $0) }
  }

  mutating func end(
    decky: UnsafeRawBufferPointer,
    service: UnsafeRawBufferPointer,
    eventType: UnsafeRawBufferPointer,
    address: UnsafeRawBufferPointer
  ) {
    guard let current else { return }
    writer.append(
      current,
      start: UInt64(max(start, 0)),
      end: UInt64(max(WallClock.now, start, 0)),
      decky: decky,
      service: service,
      eventType: eventType,
      attackerAddress: address
    )
  }

  /// Takes the spans made since the last call.
  mutating func take() -> EventSpanBatch { writer.take() }
}
