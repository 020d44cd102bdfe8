import Addresses
import Syslog

/// An address in a message that may be the attacker's.
struct Sighting: Sendable {
  /// What follows the digits of `port 22`.
  enum PortEnding: UInt8, Sendable {
    case other
    /// A colon.
    case colon
    /// `ssh2` and a colon.
    case ssh
    /// The text's end, or OpenSSH's `[preauth]` and that.
    case end
  }

  /// What else is known of it.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    /// A port stands behind it.
    static let hasPort = Traits(rawValue: 1 << 0)
    /// It is quoted, and nothing else with it.
    static let isQuoted = Traits(rawValue: 1 << 1)
    /// It stands right behind `'`, or in brackets right behind that.
    static let isInApostrophes = Traits(rawValue: 1 << 2)
    /// It stands somewhere in a quotation.
    static let isInQuotes = Traits(rawValue: 1 << 3)
  }

  /// Where the address stands in the message, zone included.
  let range: Range<Int>
  /// What the address is.
  let value: IPAddress
  /// What it is called.
  private(set) var kind: AddressKind
  /// What follows its port, where ``kind`` is that.
  private(set) var portEnding = PortEnding.other
  /// What else is known of it.
  var traits: Traits = []
}

extension Sighting {
  /// `nil` where the address is the machine's own, a user's name, or none.
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

  /// Whether the address is a network's, as in `192.0.2.0/24`.
  private static func isNetwork(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    guard text.byte(at: end) == ASCII.slash else { return false }
    let tail = text.skip(from: end + 1, atMost: 3, over: ASCII.isDigit)
    guard 1...2 ~= tail - end - 1, !(tail - end == 3 && text.has("32", at: end + 1)) else { return false }
    guard let next = text.byte(at: tail) else { return true }
    return !MessageByte.isName(next) && next != ASCII.slash
  }

  /// What follows ` port 22` behind an address, if that is there.
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

  /// Whether the address is an arrow's beginning, as in `1.2.3.4:5151 -> 192.0.2.1:80`.
  private static func isSource(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    var tail = end
    if text.byte(at: end) == ASCII.colon {
      let port = text.skip(from: end + 1, atMost: AddressLiteral.longestPort, over: ASCII.isDigit)
      if port > end + 1 { tail = port }
    }
    tail = text.skip(from: tail, atMost: AddressLabel.mostBlanks, over: ASCII.isBlank)
    return text.has("->", at: tail)
  }

  /// Whether an IPv6 address that nothing announces is one: `a::b` is rather a name in a program.
  private static func isAddressOnSight(_ text: UnsafeRawBufferPointer) -> Bool {
    if text.contains(ASCII.percent) { return true }
    if text.count(where: { $0 == ASCII.colon }) >= 3 { return true }
    let group = text.prefix { $0 != ASCII.colon }
    return group.count == 4 && group.contains(where: ASCII.isDigit)
  }
}
