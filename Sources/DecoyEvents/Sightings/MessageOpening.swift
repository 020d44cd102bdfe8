import Syslog

/// Where an attacker's text may begin: at the first quotation, or after the first word that a user's name follows.
struct MessageOpening {
  /// The position; the end of the text if there is none.
  let index: Int
  /// Whether a `'` is there.
  let isApostrophe: Bool

  init(in text: UnsafeRawBufferPointer, of sightings: [Sighting]) {
    let bracket = Self.leadingBracket(in: text)
    var wrapped = WrappedPlaces(of: sightings)
    var word = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      if MessageByte.isWord(byte) {
        index += 1
        continue
      }
      let terminalEnd = byte == ASCII.apostrophe ? Self.terminalEnd(from: index, in: text) : nil
      let isApostrophe =
        byte == ASCII.apostrophe && terminalEnd == nil && index >= bracket && !wrapped.contains(index)
      if isApostrophe || byte == ASCII.quote || Self.announcesName(word..<index, in: text) {
        self.init(index: index, isApostrophe: isApostrophe)
        return
      }
      index = (terminalEnd ?? index) + 1
      word = index
    }
    self.init(index: text.count, isApostrophe: false)
  }

  private init(index: Int, isApostrophe: Bool) {
    self.index = index
    self.isApostrophe = isApostrophe
  }

  /// Whether a user's name follows the word, as in `for root` and `user=root`, but not in `ruser= rhost=…`.
  private static func announcesName(_ word: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
    let end = word.upperBound
    let isOne =
      switch word.count {
      case 3: text.hasInAnyCase("for", endingAt: end)
      case 4: text.hasInAnyCase("user", endingAt: end)
      case 5: text.hasInAnyCase("ruser", endingAt: end)
      case 8: text.hasInAnyCase("username", endingAt: end)
      default: false
      }
    guard isOne, text.byte(at: end) == ASCII.equals, let next = text.byte(at: end + 1) else { return isOne }
    return !ASCII.isWhiteSpace(next)
  }

  /// The position of the `'` after a terminal's name, which login(1) quotes.
  private static func terminalEnd(from start: Int, in text: UnsafeRawBufferPointer) -> Int? {
    text.has("/dev/", at: start + 1) ? text.index(of: ASCII.apostrophe, from: start + 1) : nil
  }

  /// The end of a bracket at the start of the message or after a time, as in `[core:error] …`.
  private static func leadingBracket(in text: UnsafeRawBufferPointer) -> Int {
    guard let first = text.first else { return 0 }
    var start = 0
    if ASCII.isDigit(first) {
      guard let space = text.index(of: ASCII.space, from: 0) else { return 0 }
      start = space + 1
    }
    guard text.byte(at: start) == ASCII.openBracket else { return 0 }
    return text.index(of: ASCII.closeBracket, from: start) ?? 0
  }
}

extension MessageOpening {
  /// The positions right around the addresses with a label: a `'` there quotes an address.
  private struct WrappedPlaces {
    private let sightings: [Sighting]
    private var index = 0

    init(of sightings: [Sighting]) { self.sightings = sightings }

    /// Must be called for positions from left to right.
    mutating func contains(_ place: Int) -> Bool {
      while index < sightings.count, sightings[index].range.upperBound < place { index += 1 }
      // A position can be the end of an address and right before the next.
      for sighting in sightings[index...].prefix(2) where !sighting.kind.isByShape {
        if sighting.range.upperBound == place || sighting.range.lowerBound - 1 == place { return true }
      }
      return false
    }
  }
}
