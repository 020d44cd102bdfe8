import Syslog

/// The text before an address and its wrapping, up to the name that labels it.
struct AddressLabel {
  /// The maximum number of blanks skipped in one place.
  static let mostBlanks = 4
  private static let mostQuotes = 4

  /// The `:` or `=` between the name and the address.
  let separator: UInt8?
  /// Whether no blank is right before the address and its wrapping.
  let isTight: Bool
  /// Whether an arrow points to the address.
  let isDestination: Bool
  /// Whether the address is a URL's parameter.
  let isInURL: Bool
  let name: PrecedingName?

  var hasSeparator: Bool { separator != nil }
  /// Whether neither blank nor separator is before the address.
  var isAttached: Bool { isTight && !hasSeparator }

  /// Reads backwards from `end`.
  init(before end: Int, in text: UnsafeRawBufferPointer) {
    var place = text.skipBack(from: end, atMost: Self.mostBlanks, over: ASCII.isBlank)
    isTight = place == end
    isDestination = text.has("->", at: place - 2)
    let before = text.byte(at: place - 1)
    guard before == ASCII.colon || before == ASCII.equals else {
      separator = nil
      isInURL = false
      name = PrecedingName(endingAt: place, in: text)
      return
    }
    separator = before
    place = text.skipBack(from: place - 1, atMost: Self.mostBlanks, over: ASCII.isBlank)
    place = text.skipBack(from: place, atMost: Self.mostQuotes) {
      MessageByte.isQuote($0) || $0 == ASCII.backslash
    }
    isInURL = PrecedingName.isInURL(endingAt: place, in: text)
    name = PrecedingName(endingAt: place, in: text)
  }
}

/// A name such as `rhost` before `=1.2.3.4`: 1 to 32 letters, digits, `_`, `.` and `-` after a boundary.
struct PrecedingName {
  /// The maximum length in bytes.
  static let longest = 32

  let range: Range<Int>

  /// `nil` if no name ends at `end`.
  init?(endingAt end: Int, in text: UnsafeRawBufferPointer) {
    guard let start = Self.start(endingAt: end, in: text) else { return nil }
    if let before = text.byte(at: start - 1), !MessageByte.isBoundary(before) { return nil }
    range = start..<end
  }

  /// Whether a URL's parameter ends at `end`.
  static func isInURL(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    let before = start(endingAt: end, in: text).flatMap { text.byte(at: $0 - 1) }
    return before == UInt8(ascii: "?") || before == UInt8(ascii: "&")
  }

  /// The start of the name's bytes before `end`; `nil` if there are none or too many.
  private static func start(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Int? {
    let start = text.skipBack(from: end, atMost: longest + 1, over: MessageByte.isName)
    return 1...longest ~= end - start ? start : nil
  }
}
