internal import NIOCore

/// Writes frames: `VERB argument LF`, the body's length in four bytes of network order, the body.
enum FrameEncoder {
  /// The frame in bytes. Its body must not be longer than ``BusLimit/body``.
  static func encode(_ verb: Frame.Verb, _ argument: String = "", body: ByteBuffer = ByteBuffer())
    -> ByteBuffer
  {
    var bytes = ByteBuffer()
    bytes.reserveCapacity(headerLength(verb, argument) + body.readableBytes)
    writeHeader(verb, argument, bodyLength: body.readableBytes, to: &bytes)
    bytes.writeImmutableBuffer(body)
    return bytes
  }

  /// The bytes of a frame before its body.
  static func headerLength(_ verb: Frame.Verb, _ argument: String) -> Int {
    verb.rawValue.utf8.count + 1 + argument.utf8.count + 1 + BusLimit.lengthField
  }

  /// Writes what comes before a body.
  static func writeHeader(
    _ verb: Frame.Verb,
    _ argument: String,
    bodyLength: Int,
    to bytes: inout ByteBuffer
  ) {
    bytes.writeString(verb.rawValue)
    if !argument.isEmpty {
      bytes.writeInteger(UInt8(ascii: " "))
      bytes.writeString(argument)
    }
    bytes.writeInteger(UInt8(ascii: "\n"))
    bytes.writeInteger(UInt32(bodyLength))
  }
}
