import Syslog

/// The attacker's address as a shell's `CMD uid=0 user=root src=1.2.3.4 pwd=/root cmd=id` gives it.
///
/// The user's name before the address can be the attacker's, and what he typed comes after it: only pairs
/// before the directory count, and all of them must say the same.
struct CommandAttribution {
  /// Where the address stands in the message; `nil` where the pairs don't agree or there are none.
  private(set) var address: Range<Int>?
  /// Whether two pairs contradict each other.
  private(set) var isAmbiguous = false
  private var first: AddressLiteral?
  private var hasOther = false

  /// Whether a message is a shell's.
  static func isCommand(_ message: UnsafeRawBufferPointer) -> Bool {
    message.has("CMD ", at: 0)
  }

  /// Reads a message that is a shell's.
  init(of message: UnsafeRawBufferPointer) {
    var values = PairValues(in: message)
    var index = 0
    while let equals = message.index(of: ASCII.equals, from: index) {
      index = equals + 1
      // The longest name of a field, and one byte that would make it longer.
      let start = message.skipBack(from: equals, atMost: 12, over: MessageByte.isName)
      let name = message.slice(start..<equals)
      if name.count == 3, message.byte(at: start - 1) == ASCII.space, name == "pwd" || name == "cmd" { break }
      if AddressFields.rank(of: name) != nil { add(values.value(from: index), in: message) }
    }
    if hasOther { address = nil }
  }

  private mutating func add(_ value: Range<Int>, in message: UnsafeRawBufferPointer) {
    guard let literal = AddressLiteral(message.slice(value)) else {
      hasOther = true
      isAmbiguous = isAmbiguous || first != nil
      return
    }
    if let first {
      isAmbiguous = isAmbiguous || first.value != literal.value
      hasOther = hasOther || first.value != literal.value
    } else {
      isAmbiguous = hasOther
      first = literal
      let base = value.lowerBound
      address = base + literal.address.lowerBound..<base + literal.address.upperBound
    }
  }
}

extension CommandAttribution {
  /// The values of pairs, asked for from left to right. Pairs can stand inside a value, so that what has been
  /// found of its end is kept: no byte is looked at for each of them.
  private struct PairValues {
    private let message: UnsafeRawBufferPointer
    /// Where the value ends that was found last.
    private var end = 0
    /// The same without quotes.
    private var trimmedEnd = 0

    init(in message: UnsafeRawBufferPointer) {
      self.message = message
    }

    /// The value that begins at `start`, without quotes at its ends.
    mutating func value(from start: Int) -> Range<Int> {
      if start >= end {
        // Digits, dots and letters first: they are what most values are made of.
        end = message.skip(from: start, atMost: message.count) {
          $0 >= ASCII.hyphen ? $0 != UInt8(ascii: ";") : !(ASCII.isWhiteSpace($0) || $0 == UInt8(ascii: ","))
        }
        trimmedEnd = message.skipBack(from: end, atMost: end - start, over: MessageByte.isQuote)
      }
      let limit = max(start, trimmedEnd)
      let trimmed = message.skip(from: start, atMost: limit - start, over: MessageByte.isQuote)
      return trimmed..<limit
    }
  }
}
