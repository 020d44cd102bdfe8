import Addresses
import Syslog

/// An address in a message that may be the attacker's.
struct Sighting: Sendable {
  /// What follows `port 22`.
  enum PortEnding: UInt8, Sendable {
    case other
    case colon
    /// `ssh2` or `ssh1` and a colon.
    case ssh
    /// The end of the text, perhaps after `[preauth]`.
    case end
  }

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    static let hasPort = Traits(rawValue: 1 << 0)
    /// The address alone is quoted.
    static let isQuoted = Traits(rawValue: 1 << 1)
    /// It is right after `'`, or in brackets right after `'`.
    static let isInApostrophes = Traits(rawValue: 1 << 2)
    static let isInQuotes = Traits(rawValue: 1 << 3)
  }

  /// The address's range in the message, with its zone.
  let range: Range<Int>
  let value: IPAddress
  private(set) var kind: AddressKind
  /// What follows the port, if ``kind`` is ``AddressKind/port``.
  private(set) var portEnding = PortEnding.other
  var traits: Traits = []
}

extension Sighting {
  /// `nil` if the address is the machine's own, a user's name, or not really an address.
  init?(of address: WrittenAddress, in text: UnsafeRawBufferPointer) {
    let wrapping = Wrapping(before: address.range.lowerBound, in: text)
    kind = AddressKind(of: address, in: wrapping, of: text)
    guard kind != .own else { return nil }
    range = address.range
    value = address.value
    if address.hasPort { traits.insert(.hasPort) }
    if wrapping.isQuote { traits.insert(.isQuoted) }
    if wrapping.hasApostrophe { traits.insert(.isInApostrophes) }

    let tail = address.range.upperBound
    if Self.isNetwork(endingAt: tail, in: text) { return nil }
    if let ending = Self.portEnding(behind: tail, in: text) {
      kind = .port
      portEnding = ending
    }
    if kind == .user { return nil }
    if kind.isByShape, Self.isSource(endingAt: tail, in: text) { kind = .peer }
    if kind == .free, address.value.isV6, !Self.isAddressOnSight(text.slice(address.range)) { return nil }
  }

  /// Whether the address is a network's, such as `192.0.2.0/24`.
  private static func isNetwork(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    guard text.byte(at: end) == ASCII.slash else { return false }
    let tail = text.skip(from: end + 1, atMost: 3, over: ASCII.isDigit)
    guard 1...2 ~= tail - end - 1, !(tail - end == 3 && text.has("32", at: end + 1)) else { return false }
    guard let next = text.byte(at: tail) else { return true }
    return !MessageByte.isName(next) && next != ASCII.slash
  }

  /// What follows ` port 22` after an address; `nil` if the address has no such port.
  private static func portEnding(behind end: Int, in text: UnsafeRawBufferPointer) -> PortEnding? {
    let word = text.skip(from: end, atMost: 3, over: MessageByte.isClosingMark)
    guard text.has(" port ", at: word) else { return nil }
    let start = word + 6
    var tail = text.skip(from: start, atMost: AddressLiteral.longestPort + 1, over: ASCII.isDigit)
    guard 1...AddressLiteral.longestPort ~= tail - start else { return nil }
    if let next = text.byte(at: tail), MessageByte.isWord(next) || next == ASCII.hyphen { return nil }
    let hasProtocol = text.has(" ssh1", at: tail) || text.has(" ssh2", at: tail)
    if hasProtocol { tail += 5 }
    guard let next = text.byte(at: tail) else { return .end }
    if next == ASCII.colon { return hasProtocol ? .ssh : .colon }
    return text.has(" [preauth]", at: tail) && tail + 10 == text.count ? .end : .other
  }

  /// Whether an arrow follows the address, as in `1.2.3.4:5151 -> 192.0.2.1:80`.
  private static func isSource(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    var tail = end
    if text.byte(at: end) == ASCII.colon {
      let port = text.skip(from: end + 1, atMost: AddressLiteral.longestPort, over: ASCII.isDigit)
      if port > end + 1 { tail = port }
    }
    tail = text.skip(from: tail, atMost: AddressLabel.mostBlanks, over: ASCII.isBlank)
    return text.has("->", at: tail)
  }

  /// Whether an unlabelled IPv6 address is plausible: `a::b` is more likely a name in a program.
  private static func isAddressOnSight(_ text: UnsafeRawBufferPointer) -> Bool {
    if text.contains(ASCII.percent) { return true }
    if text.count(where: { $0 == ASCII.colon }) >= 3 { return true }
    let group = text.prefix { $0 != ASCII.colon }
    return group.count == 4 && group.contains(where: ASCII.isDigit)
  }
}
