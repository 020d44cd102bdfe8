internal import Basics
internal import NIOCore

extension BusEvent {
  /// The event that a frame's body describes; in memory of its own.
  init(_ topic: Topic, _ envelope: Envelope) {
    self.init(
      topic: topic,
      type: envelope.type.withUnsafeReadableBytes { JSONString.decode($0) },
      id: envelope.id?.withUnsafeReadableBytes { JSONString.decode($0) } ?? "",
      time: envelope.time.flatMap { Double(String(buffer: $0)) }.flatMap { $0.isFinite ? $0 : nil } ?? 0,
      payload: Array(envelope.payload.readableBytesView)
    )
  }
}
