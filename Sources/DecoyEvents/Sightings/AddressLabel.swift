import Syslog

/// What stands before an address and its wrapping, up to the name that it is called by.
struct AddressLabel {
  /// How many blanks are skipped, each time.
  static let mostBlanks = 4
  private static let mostQuotes = 4

  /// `:` or `=` between the name and the address.
  let separator: UInt8?
  /// Whether no blank stands right before the address and its wrapping.
  let isTight: Bool
  /// Whether an arrow points to the address.
  let isDestination: Bool
  /// Whether it is a URL's parameter.
  let isInURL: Bool
  /// The name itself.
  let name: PrecedingName?

  var hasSeparator: Bool { separator != nil }
  /// Whether neither blank nor separator parts the address from what stands before it.
  var isAttached: Bool { isTight && !hasSeparator }

  /// What stands before `end`.
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
