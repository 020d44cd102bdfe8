import Syslog

/// What an address in a message is wrapped in: `[` and quotes before it, and marks of notation that say
/// nothing, as in `"[ipv6:`, `'/` and `IPV4/UDP/`.
struct Wrapping {
  private static let mostMarks = 4

  /// Where it begins; all of it ends at the address.
  let start: Int
  /// Whether its first mark is `[`.
  private(set) var beginsWithBracket = false
  /// Whether there is a `'` in it.
  private(set) var hasApostrophe = false
  /// Whether there is a `<` in it.
  private(set) var hasAngle = false
  private var hasQuote = false

  /// Whether quotes close tightly around the address: then it is a value of its own and not part of quoted
  /// text.
  var isQuote: Bool { hasApostrophe || hasQuote }

  /// The wrapping of the address that begins at `address`.
  init(before address: Int, in text: UnsafeRawBufferPointer) {
    let inner = text.skipBack(from: address, atMost: Self.mostMarks, over: MessageByte.isOpeningMark)
    let notation = Self.notation(endingAt: inner, in: text)
    let outer =
      notation == inner
      ? inner : text.skipBack(from: notation, atMost: Self.mostMarks, over: MessageByte.isOpeningMark)
    start = outer
    let first = outer < notation ? outer : inner
    beginsWithBracket = first < address && text[first] == ASCII.openBracket
    look(at: text.slice(outer..<notation))
    look(at: text.slice(inner..<address))
  }

  private mutating func look(at marks: UnsafeRawBufferPointer) {
    for mark in marks {
      switch mark {
      case ASCII.apostrophe: hasApostrophe = true
      case ASCII.quote: hasQuote = true
      case UInt8(ascii: "<"): hasAngle = true
      default: break
      }
    }
  }

  /// Where notation that ends at `end` begins; `end` where there is none.
  private static func notation(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Int {
    switch text.byte(at: end - 1) {
    case ASCII.colon:
      guard hasVersion(endingAt: end - 1, in: text) else { return end }
      let start = end - 5
      if let before = text.byte(at: start - 1), MessageByte.isName(before) { return end }
      return start
    case ASCII.slash:
      // Java's `/1.2.3.4`.
      guard let before = text.byte(at: end - 2) else { return end - 1 }
      if MessageByte.isBoundary(before) || before == ASCII.equals || before == ASCII.colon { return end - 1 }
      // Asterisk's `IPV4/UDP/1.2.3.4`.
      let letters = text.skipBack(from: end - 1, atMost: 5) { ASCII.isAlphanumeric($0) && !ASCII.isDigit($0) }
      guard 2...4 ~= end - 1 - letters, text.byte(at: letters - 1) == ASCII.slash,
        hasVersion(endingAt: letters - 1, in: text)
      else { return end }
      return letters - 5
    default: return end
    }
  }

  /// Whether `ipv4` or `ipv6` ends at `end`.
  private static func hasVersion(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    text.hasInAnyCase("ipv4", endingAt: end) || text.hasInAnyCase("ipv6", endingAt: end)
  }
}
