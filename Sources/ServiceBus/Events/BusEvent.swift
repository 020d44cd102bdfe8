internal import Basics
internal import NIOCore

/// An event that the broker delivered.
package struct BusEvent: Sendable, Equatable {
  package var topic: Topic
  /// The kind of event. A peer wrote it, so it can be any text.
  package var type: String
  /// The id that the broker gave it, 32 hexadecimal digits; empty if it gave none.
  package var id = ""
  /// When the broker sent it, in seconds since 1970; 0 if unknown.
  package var time = 0.0
  /// A JSON object as its publisher wrote it: valid, at most 1 MiB and 64 levels deep; names may repeat.
  package var payload: [UInt8]

  /// About how much memory it takes, in bytes.
  var size: Int { payload.count + type.utf8.count + id.utf8.count + topic.text.utf8.count + 128 }
}

extension BusEvent {
  /// Copies the event out of a frame's body.
  init(_ topic: Topic, _ envelope: Envelope) {
    self.init(
      topic: topic,
      type: envelope.type.withUnsafeReadableBytes { JSONString.decode($0) },
      id: envelope.id?.withUnsafeReadableBytes { JSONString.decode($0) } ?? "",
      time: envelope.time.flatMap { Double(String(buffer: $0)) }.flatMap { $0.isFinite ? $0 : nil } ?? 0,
      payload: Array(envelope.payload.readableBytesView)
    )
  }

  /// The envelope as one line of JSON with its LF.
  ///
  /// The payload is unchanged except for control characters, which would end the line or drive a terminal.
  package var line: [UInt8] {
    let head = #"{"v":1,"id":"\#(JSONString.escaped(id))","topic":"\#(topic.text)""#
    let middle = #","type":"\#(JSONString.escaped(type))","ts":\#(time),"payload":"#
    var line: [UInt8] = []
    for part in [Array(head.utf8), Array(middle.utf8), payload, Array("}".utf8)] {
      Self.append(part, to: &line)
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// Appends JSON with its control characters escaped or blanked.
  private static func append(_ json: [UInt8], to line: inout [UInt8]) {
    for byte in json {
      switch byte {
      case ..<0x20:
        // White space between values: strings can't contain it unescaped.
        line.append(UInt8(ascii: " "))
      case 0x7F: line += Array(#"\u007f"#.utf8)
      case 0x80..<0xA0 where line.last == 0xC2:
        line.removeLast()
        line += Array(#"\u00\#(String(byte, radix: 16))"#.utf8)
      default: line.append(byte)
      }
    }
  }
}
