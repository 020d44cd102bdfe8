import Syslog

/// What an address is wrapped in: brackets and quotes before it, and notation such as `"[ipv6:`, `'/` and `IPV4/UDP/`.
struct Wrapping {
  private static let mostMarks = 4

  /// The start of the wrapping, which ends at the address.
  let start: Int
  /// Whether its first mark is `[`.
  private(set) var beginsWithBracket = false
  private(set) var hasApostrophe = false
  private(set) var hasAngle = false
  private var hasQuote = false

  /// Whether the address alone is quoted, rather than part of quoted text.
  var isQuote: Bool { hasApostrophe || hasQuote }

  /// Reads backwards from `address`, where the address begins.
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

  /// The start of the notation that ends at `end`; `end` if there is none.
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
