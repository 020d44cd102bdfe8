/// The `collector.event` spans of one batch of records: two arrays, whatever their number.
public struct EventSpanBatch: Sendable {
  /// The span that they are below.
  public let stream: SpanContext
  var spans: [EventSpan] = []
  /// All attributes, one after the other: UTF-8, as far as the records' was.
  var text: [UInt8] = []

  init(stream: SpanContext) {
    self.stream = stream
  }

  /// How many spans there are.
  public var count: Int { spans.count }

  /// Whether there are none.
  public var isEmpty: Bool { spans.isEmpty }

  /// How much memory they hold, in bytes.
  public var size: Int { MemoryLayout<EventSpan>.stride * spans.count + text.count }
}
