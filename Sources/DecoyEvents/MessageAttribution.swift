import Glibc
import Syslog

/// The attacker's address as a message's text gives it.
///
/// `key=value` pairs come before prose: a service writes them, while prose quotes the attacker. Every search
/// costs time in line with the text, whatever stands in it.
struct MessageAttribution: Sendable, Hashable {
  /// Where the address stands in the message.
  private(set) var address: Range<Int>
  /// Whether prose gave it, and not a pair.
  private(set) var isProse: Bool
  /// Whether the search that gave it met two different addresses.
  private(set) var isAmbiguous: Bool

  /// `nil` where the text gives no address.
  init?(of message: UnsafeRawBufferPointer) {
    var candidates = Candidates(keepsLast: false)
    Self.searchPairs(in: message) { candidates.add($0, at: $1) }
    let isPair = candidates.address != nil
    if candidates.address == nil {
      candidates = Candidates(keepsLast: true)
      Self.searchKeywords(in: message) { candidates.add($0, at: $1) }
    }
    if candidates.address == nil {
      candidates = Candidates(keepsLast: false)
      Self.searchStanding(in: message) { candidates.add($0, at: $1) }
    }
    guard let address = candidates.address else { return nil }
    self.address = address
    isProse = !isPair
    isAmbiguous = candidates.isAmbiguous
  }
}

extension MessageAttribution {
  /// The literals that one search met.
  private struct Candidates {
    let keepsLast: Bool
    private(set) var address: Range<Int>?
    private(set) var isAmbiguous = false
    private var first: IPAddress?

    init(keepsLast: Bool) {
      self.keepsLast = keepsLast
    }

    mutating func add(_ value: IPAddress, at address: Range<Int>) {
      if let first, first != value { isAmbiguous = true }
      if first == nil || keepsLast { self.address = address }
      if first == nil { first = value }
    }
  }

  /// `src_ip=1.2.3.4` and its like, wherever they stand.
  private static func searchPairs(
    in text: UnsafeRawBufferPointer,
    found: (IPAddress, Range<Int>) -> Void
  ) {
    var index = 0
    while let equals = text.index(of: ASCII.equals, from: index) {
      index = equals &+ 1
      guard let name = nameBefore(equals, in: text), AddressFields.rank(of: text.slice(name)) != nil
      else { continue }
      // A literal holds none of the bytes that are ignored around it, so that each byte is looked at for one
      // pair alone.
      var start = index
      while start < text.count, isOpeningQuote(text[start]) { start &+= 1 }
      var end = start
      while end < text.count, isLiteralByte(text[end]) { end &+= 1 }
      var tail = end
      while tail < text.count, isClosing(text[tail]) { tail &+= 1 }
      guard tail == text.count || isDelimiter(text[tail]) else { continue }
      while end > start, text[end &- 1] == ASCII.dot { end &-= 1 }
      if let literal = AddressLiteral(text.slice(start..<end)) {
        found(literal.value, (start + literal.address.lowerBound)..<(start + literal.address.upperBound))
      }
    }
  }

  /// The name that ends at `end`, with no byte before it that could belong to a longer name.
  private static func nameBefore(_ end: Int, in text: UnsafeRawBufferPointer) -> Range<Int>? {
    let longestName = 11
    var start = end
    while start > 0, isNameByte(text[start &- 1]) {
      start &-= 1
      guard end &- start <= longestName else { return nil }
    }
    return start < end ? start..<end : nil
  }

  /// `from 1.2.3.4`, `rhost=1.2.3.4` and their like.
  private static func searchKeywords(
    in text: UnsafeRawBufferPointer,
    found: (IPAddress, Range<Int>) -> Void
  ) {
    var isInsideWord = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if !isInsideWord, let start = addressStart(afterKeywordAt: index, in: text) {
        var end = start
        while end < text.count, isRunByte(text[end]) { end &+= 1 }
        if end > start, end == text.count || !endsNoAddress(text[end]),
          let literal = proseLiteral(text.slice(start..<end))
        {
          found(literal.value, (start + literal.address.lowerBound)..<(start + literal.address.upperBound))
        }
      }
      isInsideWord = ASCII.isAlphanumeric(byte) || byte == ASCII.underscore
      index &+= 1
    }
  }

  /// Where the text of an address would begin, if one of the keywords stands at `index`.
  @inline(always)
  private static func addressStart(afterKeywordAt index: Int, in text: UnsafeRawBufferPointer) -> Int? {
    let length: Int
    switch text[index] | 0x20 {
    case UInt8(ascii: "f"): length = text.hasWord("from", at: index) ? 4 : 0
    case UInt8(ascii: "r"): length = text.hasWord("rhost", at: index) ? 5 : 0
    case UInt8(ascii: "c"): length = text.hasWord("client", at: index) ? 6 : 0
    case UInt8(ascii: "s"): length = text.hasWord("src", at: index) ? 3 : 0
    default: return nil
    }
    var start = index &+ length
    guard length > 0, start < text.count else { return nil }
    if length == 4 { return ASCII.isBlank(text[start]) ? start &+ 1 : nil }
    guard text[start] == ASCII.colon || text[start] == ASCII.equals else { return nil }
    start &+= 1
    if start < text.count, ASCII.isBlank(text[start]) { start &+= 1 }
    return start
  }

  /// A run as it stands, or without the punctuation that ends a sentence.
  private static func proseLiteral(_ run: UnsafeRawBufferPointer) -> AddressLiteral? {
    if let literal = AddressLiteral(run) { return literal }
    var end = run.count
    while end > 0, run[end &- 1] == ASCII.dot { end &-= 1 }
    if end < run.count, let literal = AddressLiteral(run.slice(0..<end)) { return literal }
    guard end > 0, run[end &- 1] == ASCII.colon else { return nil }
    return AddressLiteral(run.slice(0..<(end &- 1)))
  }

  /// IPv4 addresses that are part of nothing longer.
  private static func searchStanding(
    in text: UnsafeRawBufferPointer,
    found: (IPAddress, Range<Int>) -> Void
  ) {
    var index = 0
    while index < text.count {
      guard ASCII.isDigit(text[index]) else {
        index &+= 1
        continue
      }
      let isFree = index == 0 || !(isNameByte(text[index &- 1]))
      var length = 0
      if isFree, let value = IPAddress(v4PrefixOf: text.slice(index..<text.count), length: &length),
        !value.isUnspecified, standsFree(text, at: index &+ length)
      {
        found(value, index..<(index &+ length))
      }
      while index < text.count, ASCII.isDigit(text[index]) { index &+= 1 }
    }
  }

  /// Whether what follows an address at `end` leaves it whole.
  private static func standsFree(_ text: UnsafeRawBufferPointer, at end: Int) -> Bool {
    guard end < text.count else { return true }
    guard text[end] == ASCII.dot else { return !isNameByte(text[end]) }
    return end &+ 1 == text.count || text[end &+ 1] == ASCII.dot || !isNameByte(text[end &+ 1])
  }

  /// A letter, a digit, `_`, `.` or `-`.
  @inline(always)
  private static func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == ASCII.underscore || byte == ASCII.dot || byte == ASCII.hyphen
  }

  private static func isOpeningQuote(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || byte == UInt8(ascii: "'")
  }

  private static func isClosing(_ byte: UInt8) -> Bool {
    isOpeningQuote(byte) || byte == ASCII.dot || byte == UInt8(ascii: ")")
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    ASCII.isWhiteSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  private static func isLiteralByte(_ byte: UInt8) -> Bool {
    isRunByte(byte) || byte == ASCII.openBracket || byte == ASCII.closeBracket
  }

  private static func isRunByte(_ byte: UInt8) -> Bool {
    ASCII.isHexDigit(byte) || byte == ASCII.colon || byte == ASCII.dot
  }

  /// A byte that, after a run, makes it part of a name or gives it a zone.
  private static func endsNoAddress(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == ASCII.underscore || byte == ASCII.hyphen
      || byte == UInt8(ascii: "%")
  }
}

extension UnsafeRawBufferPointer {
  /// The first `byte` at `start` or after it.
  fileprivate func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let hit = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  /// Whether `word` (lower case) stands at `start`, in any case.
  @inline(always)
  fileprivate func hasWord(_ word: StaticString, at start: Int) -> Bool {
    guard start &+ word.utf8CodeUnitCount <= count else { return false }
    for offset in 0..<word.utf8CodeUnitCount
    where self[start &+ offset] | 0x20 != word.utf8Start[offset] {
      return false
    }
    return true
  }
}
