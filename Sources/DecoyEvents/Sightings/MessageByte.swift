import Syslog

/// Classes of bytes that delimit addresses, names and quotations in a message.
enum MessageByte {
  @inline(always)
  static func isName(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == ASCII.underscore || byte == ASCII.dot || byte == ASCII.hyphen
  }

  @inline(always)
  static func isWord(_ byte: UInt8) -> Bool { ASCII.isAlphanumeric(byte) || byte == ASCII.underscore }

  /// A byte of an address without its zone, or of a port.
  @inline(always)
  static func isRun(_ byte: UInt8) -> Bool {
    ASCII.isHexDigit(byte) || byte == ASCII.dot || byte == ASCII.colon
  }

  @inline(always)
  static func isQuote(_ byte: UInt8) -> Bool { byte == ASCII.quote || byte == ASCII.apostrophe }

  static func isOpeningMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "<"): true
    default: isEitherMark(byte)
    }
  }

  static func isClosingMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: ">"): true
    default: isEitherMark(byte)
    }
  }

  private static func isEitherMark(_ byte: UInt8) -> Bool {
    isQuote(byte) || byte == UInt8(ascii: "`") || byte == ASCII.backslash
  }

  /// May precede a name.
  static func isBoundary(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"): true
    default: ASCII.isWhiteSpace(byte) || isOpeningMark(byte) || isClosingMark(byte)
    }
  }

  /// May occur between two addresses of a list.
  static func isListGap(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "|"), ASCII.openBracket, ASCII.closeBracket, ASCII.colon: true
    default: ASCII.isBlank(byte) || ASCII.isDigit(byte) || isQuote(byte)
    }
  }
}

extension ASCII {
  static var apostrophe: UInt8 { 0x27 }
  static var slash: UInt8 { 0x2F }
  static var percent: UInt8 { 0x25 }
}
