internal import Basics

/// The subject of an event: tokens separated by dots, such as `system.collector.health`.
///
/// A token is one or more printable ASCII characters other than blank, dot, `*` and `>`.
package struct Topic: Hashable, Sendable, CustomStringConvertible {
  /// The longest topic or pattern, in bytes. The protocol itself only bounds the header.
  package static let maximumLength = 512

  package let text: String
  package var description: String { text }

  /// - Throws: ``BusErrorCode/badTopic``.
  package init(_ text: String) throws(BusError) {
    guard let topic = Self(validating: text) else {
      throw BusError(
        .badTopic,
        "a topic is 1 to \(Self.maximumLength) printable ASCII characters, with dots between its"
          + " tokens, and none of them is a blank, '*' or '>'"
      )
    }
    self = topic
  }

  /// A topic from the source code; traps if it isn't valid.
  package init(literal text: StaticString) {
    guard let topic = Self(validating: text.description) else {
      preconditionFailure("'\(text)' is not a topic")
    }
    self = topic
  }

  init?(validating text: String) {
    guard (1...Self.maximumLength).contains(text.utf8.count) else { return nil }
    // A leading dot is treated like a double one.
    var previous = UInt8(ascii: ".")
    for byte in text.utf8 {
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "*"), byte != UInt8(ascii: ">") else { return nil }
      if byte == UInt8(ascii: "."), previous == UInt8(ascii: ".") { return nil }
      previous = byte
    }
    guard previous != UInt8(ascii: ".") else { return nil }
    self.text = text
  }
}
