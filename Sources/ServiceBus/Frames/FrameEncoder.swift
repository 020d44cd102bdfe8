internal import NIOCore

/// Encodes frames: `VERB argument LF`, the body's length as four bytes in network order, the body.
enum FrameEncoder {
  /// An encoded frame. The body must not exceed ``BusLimit/body``.
  static func encode(_ verb: Frame.Verb, _ argument: String = "", body: ByteBuffer = ByteBuffer())
    -> ByteBuffer
  {
    var bytes = ByteBuffer()
    bytes.reserveCapacity(headerLength(verb, argument) + body.readableBytes)
    writeHeader(verb, argument, bodyLength: body.readableBytes, to: &bytes)
    bytes.writeImmutableBuffer(body)
    return bytes
  }

  /// The number of bytes before the body.
  static func headerLength(_ verb: Frame.Verb, _ argument: String) -> Int {
    verb.rawValue.utf8.count + 1 + argument.utf8.count + 1 + BusLimit.lengthField
  }

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
