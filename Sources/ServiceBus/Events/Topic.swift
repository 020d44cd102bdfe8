public import Basics

/// What an event is about: tokens with dots between them, such as `system.collector.health`.
///
/// A token is one or more printable ASCII characters without blanks, dots and the signs of a ``TopicPattern``.
public struct Topic: Hashable, Sendable {
  /// The longest topic or pattern, in bytes. The protocol itself only bounds the header that it stands in.
  public static let maximumLength = 512

  /// The topic as it is written.
  public let text: String

  /// Creates a topic from its text.
  ///
  /// - Throws: ``BusErrorCode/badTopic``.
  public init(_ text: String) throws(BusError) {
    guard let topic = Self(validating: text) else {
      throw BusError(
        .badTopic,
        "a topic is 1 to \(Self.maximumLength) printable ASCII characters, with dots between its"
          + " tokens, and none of them is a blank, '*' or '>'"
      )
    }
    self = topic
  }

  init?(validating text: String) {
    guard (1...Self.maximumLength).contains(text.utf8.count) else { return nil }
    // As if a dot stood before the first token.
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

extension Topic: CustomStringConvertible {
  /// The topic as it is written.
  public var description: String { text }
}
