internal import Basics

/// The topics that a subscription wants: tokens as in a ``Topic``, where `*` matches any one token and a final `>` one
/// or more.
package struct TopicPattern: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  /// - Throws: ``BusErrorCode/badTopic``.
  package init(_ text: String) throws(BusError) {
    guard let pattern = Self(validating: text) else {
      throw BusError(
        .badTopic,
        "a pattern is 1 to \(Topic.maximumLength) printable ASCII characters, with dots between its"
          + " tokens; '*' and '>' are tokens of their own, and nothing follows '>'"
      )
    }
    self = pattern
  }

  /// The pattern that matches only this topic.
  package init(_ topic: Topic) { text = topic.text }

  init?(validating text: String) {
    guard (1...Topic.maximumLength).contains(text.utf8.count) else { return nil }
    let tokens = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    for (index, token) in tokens.enumerated() {
      if token.elementsEqual("*".utf8) { continue }
      if token.elementsEqual(">".utf8), index == tokens.count - 1 { continue }
      guard Topic(validating: String(Substring(token))) != nil else { return nil }
    }
    self.text = text
  }

  /// Whether a subscription with this pattern receives events of the topic.
  package func matches(_ topic: Topic) -> Bool {
    var pattern = text.utf8.makeIterator()
    var name = topic.text.utf8.makeIterator()
    while true {
      switch (pattern.next(), name.next()) {
      case (nil, nil): return true
      case (nil, _), (_, nil): return false
      case (UInt8(ascii: ">"), _): return true
      case (UInt8(ascii: "*"), _):
        // Both continue behind the dot after this token, or both end here.
        var rest = name.next()
        while let byte = rest, byte != UInt8(ascii: ".") { rest = name.next() }
        guard (pattern.next() == nil) == (rest == nil) else { return false }
        if rest == nil { return true }
      case (let wanted, let byte):
        guard wanted == byte else { return false }
      }
    }
  }
}
