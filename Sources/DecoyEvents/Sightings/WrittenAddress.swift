import Addresses
import Syslog

/// An address in a message.
struct WrittenAddress {
  /// Its range with the zone, without brackets, port and the full stop of a sentence.
  let range: Range<Int>
  let value: IPAddress
  let hasPort: Bool

  /// Reads the address in a run, see ``AddressRuns``; `nil` if there is none.
  init?(in run: Range<Int>, of text: UnsafeRawBufferPointer) {
    // The run is part of a zone or of `%20`.
    if text.byte(at: run.lowerBound - 1) == ASCII.percent { return nil }
    guard let (address, value, isBeforePort) = Self.v4(in: run, of: text) ?? Self.v6(in: run, of: text),
      !value.isUnspecified
    else { return nil }
    guard value.isV6 else {
      (range, self.value, hasPort) = (address, value, isBeforePort)
      return
    }
    guard !Self.isHardwareAddress(text.slice(address)) else { return nil }
    if text.byte(at: address.upperBound) == ASCII.percent {
      let zone = Self.zone(from: address.upperBound + 1, in: text)
      guard let zoned = value.inZone(text.slice(zone)) else { return nil }
      (range, self.value) = (address.lowerBound..<zone.upperBound, zoned)
    } else {
      (range, self.value) = (address, value)
    }
    hasPort = isBeforePort || Self.isBeforeBracketedPort(range, in: text)
  }

  private typealias Reading = (range: Range<Int>, value: IPAddress, isBeforePort: Bool)

  /// An IPv4 address that is the whole first piece, except for full stops after it.
  private static func v4(in run: Range<Int>, of text: UnsafeRawBufferPointer) -> Reading? {
    var length = 0
    guard let value = IPAddress(v4PrefixOf: text.slice(run), length: &length) else { return nil }
    let end = run.lowerBound + length
    var tail = end
    while tail < run.upperBound, text[tail] == ASCII.dot { tail += 1 }
    guard tail == run.upperBound || text[tail] == ASCII.colon else { return nil }
    guard tail == end, tail < run.upperBound else { return (run.lowerBound..<end, value, false) }
    let port = text.skip(from: tail + 1, atMost: AddressLiteral.longestPort + 1) { $0 != ASCII.colon }
    let hasPort = AddressLiteral.isPort(text.slice(tail + 1..<min(port, run.upperBound)))
    return (run.lowerBound..<end, value, hasPort)
  }

  /// An IPv6 address that is the run, except for full stops and then a port or a colon at its end.
  private static func v6(in run: Range<Int>, of text: UnsafeRawBufferPointer) -> Reading? {
    if let value = IPAddress(v6: text.slice(run)) { return (run, value, false) }
    var end = run.upperBound
    while end > run.lowerBound, text[end - 1] == ASCII.dot { end -= 1 }
    if end < run.upperBound, let value = IPAddress(v6: text.slice(run.lowerBound..<end)) {
      return (run.lowerBound..<end, value, false)
    }
    let colon = text.skipBack(from: end, atMost: AddressLiteral.longestPort) { $0 != ASCII.colon } - 1
    guard colon > run.lowerBound, text[colon] == ASCII.colon else { return nil }
    let isBeforePort = colon + 1 < end
    guard !isBeforePort || AddressLiteral.isPort(text.slice(colon + 1..<end)),
      let value = IPAddress(v6: text.slice(run.lowerBound..<colon))
    else { return nil }
    return (run.lowerBound..<colon, value, isBeforePort)
  }

  /// Whether the text is an EUI-64 such as `00:11:22:33:44:55:66:77`; nobody writes IP addresses like that.
  private static func isHardwareAddress(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count == 23 && text.indices.allSatisfy { (text[$0] == ASCII.colon) == ($0 % 3 == 2) }
  }

  /// The longest possible zone at `start`, without the full stop of a sentence.
  private static func zone(from start: Int, in text: UnsafeRawBufferPointer) -> Range<Int> {
    var end = text.skip(from: start, atMost: text.count, over: MessageByte.isName)
    while end > start, text[end - 1] == ASCII.dot { end -= 1 }
    return start..<end
  }

  /// Whether the address is in brackets with a port after them.
  private static func isBeforeBracketedPort(_ address: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
    guard text.byte(at: address.lowerBound - 1) == ASCII.openBracket, text.has("]:", at: address.upperBound)
    else { return false }
    let start = address.upperBound + 2
    let end = text.skip(from: start, atMost: AddressLiteral.longestPort + 1, over: ASCII.isDigit)
    return AddressLiteral.isPort(text.slice(start..<end))
  }
}
