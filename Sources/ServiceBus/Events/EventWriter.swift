internal import Basics
internal import NIOCore
internal import Synchronization

/// Writes the frames of events, each with a unique id: 64 random bits of the writer and a sequence number.
final class EventWriter: Sendable {
  private let prefix = UInt64.random(in: .min ... .max)
  private let events = Atomic<UInt64>(0)

  /// The frame of an event, stamped with the current time.
  ///
  /// - Parameters:
  ///   - verb: PUB or EVT.
  ///   - type: the escaped content of a JSON string.
  ///   - payload: a JSON object.
  /// - Returns: `nil` if the body exceeds ``BusLimit/body``.
  func frame(
    _ verb: Frame.Verb,
    _ topic: Topic,
    type: some Collection<UInt8>,
    payload: some Collection<UInt8>
  ) -> ByteBuffer? {
    let text = topic.text
    var bytes = ByteBuffer()
    let header = FrameEncoder.headerLength(verb, text)
    // Besides type and payload, the body has less than 160 bytes and the topic, which escaping may double.
    bytes.reserveCapacity(header + 160 + 2 * text.utf8.count + type.count + payload.count)
    FrameEncoder.writeHeader(verb, text, bodyLength: 0, to: &bytes)
    bytes.writeStaticString("{\"v\":1,\"id\":\"")
    writeID(to: &bytes)
    bytes.writeStaticString("\",\"topic\":\"")
    Self.writeTopic(text, to: &bytes)
    bytes.writeStaticString("\",\"type\":\"")
    bytes.writeBytes(type)
    bytes.writeStaticString("\",\"ts\":")
    Self.writeTime(to: &bytes)
    bytes.writeStaticString(",\"payload\":")
    bytes.writeBytes(payload)
    bytes.writeInteger(UInt8(ascii: "}"))
    let bodyLength = bytes.readableBytes - header
    guard bodyLength <= BusLimit.body else { return nil }
    bytes.setInteger(UInt32(bodyLength), at: header - BusLimit.lengthField)
    return bytes
  }

  private func writeID(to bytes: inout ByteBuffer) {
    let number = events.add(1, ordering: .relaxed).newValue
    for half in [prefix, number] {
      bytes.writeInteger(HexText.digits(UInt32(truncatingIfNeeded: half >> 32)))
      bytes.writeInteger(HexText.digits(UInt32(truncatingIfNeeded: half)))
    }
  }

  private static func writeTopic(_ text: String, to bytes: inout ByteBuffer) {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      bytes.writeString(text)
      return
    }
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.writeInteger(UInt8(ascii: "\\")) }
      bytes.writeInteger(byte)
    }
  }

  /// Writes seconds since 1970 with six decimals.
  private static func writeTime(to bytes: inout ByteBuffer) {
    let (seconds, fraction) = Moment.now.parts
    // A leading one keeps the zeros behind the point.
    bytes.writeString("\(seconds).\("\(fraction / 1000 + 1_000_000)".dropFirst())")
  }
}
