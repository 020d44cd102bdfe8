/// A `collector.event` span before anything is made of it: an id, two times, and where its attributes are.
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
