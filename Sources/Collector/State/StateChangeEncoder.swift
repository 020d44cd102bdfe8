import NIOCore

/// Puts together the bytes of changes, as they come.
struct StateChangeEncoder {
  private var buffer = ByteBuffer()

  mutating func append(_ change: StateChange) { change.write(to: &buffer) }

  /// What ``StateChange/decode(_:)`` reads.
  var bytes: [UInt8] { Array(buffer.readableBytesView) }
}
