import Addresses
import DecoyEvents
import Syslog

/// A shape of text: literals and typed holes, matched from the text's beginning.
///
/// Each hole takes what its type says and never gives anything back, so that the cost is linear in the text.
struct Template: Sendable {
  /// What a hole takes.
  enum HoleType: String, Sendable, CaseIterable {
    /// An address.
    case ip
    /// An address, perhaps with a port: `v4:port`, `[v6]:port`.
    case address
    /// 1 to 5 digits, at most 65535.
    case port
    /// Digits, perhaps with a sign.
    case int
    /// Digits, perhaps with a sign and one point.
    case number
    /// A date and time, `2026-01-31 12:00:00`, with fraction and offset.
    case time
    /// Blanks, perhaps none. They are no value.
    case blanks
    /// What stands before white space or the next literal.
    case word
    /// What stands before the next literal.
    case text
    /// What stands between quotes, `"` or `'`, in which a backslash escapes quotes and itself.
    case quoted
    /// Everything to the end, without the literal that may follow.
    case rest
  }

  enum Step: Sendable {
    case literal([UInt8])
    case hole(HoleType, node: Int, name: Format.Constants.Text)
  }

  private let steps: [Step]
  /// A hole that takes nothing of the text, with the value that the table gives it.
  let event: (node: Int, name: Format.Constants.Text, value: Format.Constants.Text)?

  init(steps: [Step], event: (node: Int, name: Format.Constants.Text, value: Format.Constants.Text)?) {
    self.steps = steps
    self.event = event
  }

  /// A value that a hole took.
  struct Match {
    let node: Int
    let name: Format.Constants.Text
    let value: Range<Int>
    /// Whether backslashes escape in it.
    let isQuoted: Bool
  }

  /// Matches a text.
  ///
  /// - Parameter matches: takes what the holes took. What it held is removed.
  func match(_ text: UnsafeRawBufferPointer, into matches: inout [Match]) -> Bool {
    matches.removeAll(keepingCapacity: true)
    var index = 0
    var end = text.count
    for (place, step) in steps.enumerated() {
      switch step {
      case .literal(let literal):
        guard text[index...].starts(with: literal) else { return false }
        index += literal.count
      case .hole(let type, let node, let name):
        let following = place + 1 < steps.count ? literal(at: place + 1) : nil
        if type == .rest, let following {
          guard text.count - index >= following.count,
            text[(text.count - following.count)...].elementsEqual(following)
          else { return false }
          end = text.count - following.count
        }
        guard let value = Self.take(type, of: text, from: index, to: end, before: following) else {
          return false
        }
        index = value.upperBound
        guard type != .blanks else { continue }
        let inner = type == .quoted ? value.lowerBound + 1..<value.upperBound - 1 : value
        matches.append(Match(node: node, name: name, value: inner, isQuoted: type == .quoted))
      }
    }
    return index == text.count
  }

  private func literal(at place: Int) -> [UInt8]? {
    if case .literal(let literal) = steps[place] { literal } else { nil }
  }

  private static func take(
    _ type: HoleType,
    of text: UnsafeRawBufferPointer,
    from start: Int,
    to end: Int,
    before literal: [UInt8]?
  ) -> Range<Int>? {
    switch type {
    case .ip: address(in: text, from: start, mayHavePort: false, isBeforeColon: literal == [ASCII.colon])
    case .address: address(in: text, from: start, mayHavePort: true, isBeforeColon: false)
    case .blanks: start..<start + text[start...].prefix { $0 == ASCII.space }.count
    case .port:
      run(in: text, from: start, while: ASCII.isDigit).flatMap {
        AddressLiteral.isPort(UnsafeRawBufferPointer(rebasing: text[$0])) ? $0 : nil
      }
    case .int: number(in: text, from: start, mayHavePoint: false)
    case .number: number(in: text, from: start, mayHavePoint: true)
    case .time: EventTime.length(in: text, from: start).map { start..<start + $0 }
    case .word: run(in: text, from: start) { !ASCII.isWhiteSpace($0) && $0 != literal?.first }
    case .text: place(of: literal, in: text, from: start).map { start..<$0 }
    case .quoted: quoted(in: text, from: start)
    case .rest: start..<end
    }
  }

  /// The bytes from `start` on that belong together; `nil` if there is none.
  private static func run(
    in text: UnsafeRawBufferPointer,
    from start: Int,
    while belongs: (UInt8) -> Bool
  ) -> Range<Int>? {
    var end = start
    while end < text.count, belongs(text[end]) { end += 1 }
    return end > start ? start..<end : nil
  }

  private static func number(
    in text: UnsafeRawBufferPointer,
    from start: Int,
    mayHavePoint: Bool
  ) -> Range<Int>? {
    let isSigned = start < text.count && (text[start] == ASCII.hyphen || text[start] == UInt8(ascii: "+"))
    guard var digits = run(in: text, from: isSigned ? start + 1 : start, while: ASCII.isDigit) else {
      return nil
    }
    if mayHavePoint, digits.upperBound < text.count, text[digits.upperBound] == ASCII.dot,
      let fraction = run(in: text, from: digits.upperBound + 1, while: ASCII.isDigit)
    {
      digits = digits.lowerBound..<fraction.upperBound
    }
    return start..<digits.upperBound
  }

  /// An address. IPv4 ends behind its fourth number; IPv6 has all hex digits, colons and dots that come, without a colon
  /// at their end, and its zone; before a literal colon, as in `{ip}:{port}`, those before the last colon.
  private static func address(
    in text: UnsafeRawBufferPointer,
    from start: Int,
    mayHavePort: Bool,
    isBeforeColon: Bool
  ) -> Range<Int>? {
    guard start < text.count else { return nil }
    var end = start
    var length = 0
    if IPAddress(v4PrefixOf: UnsafeRawBufferPointer(rebasing: text[start...]), length: &length) != nil {
      end = start + length
    } else if mayHavePort, text[start] == ASCII.openBracket {
      guard let closing = text[start...].prefix(AddressLiteral.longest).firstIndex(of: ASCII.closeBracket)
      else {
        return nil
      }
      end = closing + 1
    } else {
      guard
        var run = run(
          in: text,
          from: start,
          while: { ASCII.isHexDigit($0) || $0 == ASCII.colon || $0 == ASCII.dot }
        )
      else { return nil }
      if text[run.upperBound - 1] == ASCII.colon, run.count > 2, text[run.upperBound - 2] != ASCII.colon {
        run = run.lowerBound..<run.upperBound - 1
      } else if isBeforeColon, run.upperBound == text.count || text[run.upperBound] != UInt8(ascii: "%"),
        let colon = text[run].lastIndex(of: ASCII.colon), colon > start
      {
        run = run.lowerBound..<colon
      }
      end = run.upperBound
      if end < text.count, text[end] == UInt8(ascii: "%"),
        let zone = self.run(
          in: text,
          from: end + 1,
          while: { ASCII.isAlphanumeric($0) || $0 == ASCII.underscore || $0 == ASCII.hyphen }
        )
      {
        end = zone.upperBound
      }
    }
    if mayHavePort, end < text.count, text[end] == ASCII.colon,
      let port = run(in: text, from: end + 1, while: ASCII.isDigit)
    {
      end = port.upperBound
    }
    let isAddress =
      mayHavePort
      ? AddressLiteral(UnsafeRawBufferPointer(rebasing: text[start..<end])) != nil
      : IPAddress(UnsafeRawBufferPointer(rebasing: text[start..<end])) != nil
    return isAddress ? start..<end : nil
  }

  /// Where a literal stands first; the end if there is none to look for.
  private static func place(of literal: [UInt8]?, in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let literal, let first = literal.first else { return text.count }
    var index = start
    while let hit = text[index...].firstIndex(of: first) {
      if text[hit...].starts(with: literal) { return hit }
      index = hit + 1
    }
    return nil
  }

  /// Quotes with what is between them.
  private static func quoted(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
    guard start < text.count, text[start] == ASCII.quote || text[start] == UInt8(ascii: "'") else {
      return nil
    }
    var index = start + 1
    while index < text.count {
      if text[index] == text[start] { return start..<index + 1 }
      index += text[index] == ASCII.backslash ? 2 : 1
    }
    return nil
  }
}
