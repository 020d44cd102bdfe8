import Syslog

/// The attacker's address according to a message's text.
struct MessageAttribution: Sendable, Hashable {
  /// The address's range in the message.
  private(set) var address: Range<Int>?
  /// Whether the address comes from a pair such as `src_ip=1.2.3.4`, not from prose.
  private(set) var isPair = false
  /// Whether the text can be read in more than one way.
  private(set) var isAmbiguous = false

  /// Reads a message at a cost proportional to its length.
  ///
  /// - Parameter sightings: scratch space, kept from one message to the next.
  init(of message: UnsafeRawBufferPointer, sightings: inout [Sighting]) {
    if CommandAttribution.isCommand(message) {
      let command = CommandAttribution(of: message)
      address = command.address
      isPair = true
      isAmbiguous = command.isAmbiguous
      return
    }
    MessageSightings.collect(in: message, into: &sightings)
    let choice = SightingChoice.choose(sightings, in: message)
    address = choice.sighting?.range
    isPair = choice.sighting?.kind == .pair
    isAmbiguous = choice.isAmbiguous
  }
}

/// The attacker's address in a shell's message, such as `CMD uid=0 user=root src=1.2.3.4 pwd=/root cmd=id`.
///
/// An attacker may choose the user's name and what follows the address: only agreeing pairs before the directory count.
struct CommandAttribution {
  /// The address's range in the message; `nil` if the pairs disagree or there are none.
  private(set) var address: Range<Int>?
  /// Whether two pairs disagree.
  private(set) var isAmbiguous = false
  private var first: AddressLiteral?
  private var hasOther = false

  static func isCommand(_ message: UnsafeRawBufferPointer) -> Bool { message.has("CMD ", at: 0) }

  init(of message: UnsafeRawBufferPointer) {
    var values = PairValues(in: message)
    var index = 0
    while let equals = message.index(of: ASCII.equals, from: index) {
      index = equals + 1
      // The longest name of a field has 11 bytes; 12 are too many.
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
  /// Reads the values of pairs, left to right. Values can contain pairs: remembering their end saves quadratic scans.
  private struct PairValues {
    private let message: UnsafeRawBufferPointer
    /// The end of the last value, with and without quotes.
    private var (end, trimmedEnd) = (0, 0)

    init(in message: UnsafeRawBufferPointer) { self.message = message }

    /// The value at `start`, without the quotes around it.
    mutating func value(from start: Int) -> Range<Int> {
      if start >= end {
        // Digits, dots and letters first, since most values consist of them.
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
