/// The characters of RFC 5424's grammar and their classes. A byte of 0x80 or more is in none of the classes.
public enum ASCII {
  /// HT.
  @inlinable public static var tab: UInt8 { 0x09 }
  /// LF.
  @inlinable public static var lineFeed: UInt8 { 0x0A }
  /// CR.
  @inlinable public static var carriageReturn: UInt8 { 0x0D }
  /// SP.
  @inlinable public static var space: UInt8 { 0x20 }
  /// `"`.
  @inlinable public static var quote: UInt8 { 0x22 }
  /// `=`.
  @inlinable public static var equals: UInt8 { 0x3D }
  /// `[`.
  @inlinable public static var openBracket: UInt8 { 0x5B }
  /// `\`.
  @inlinable public static var backslash: UInt8 { 0x5C }
  /// `]`.
  @inlinable public static var closeBracket: UInt8 { 0x5D }
  /// `-`, RFC 5424's NILVALUE.
  @inlinable public static var hyphen: UInt8 { 0x2D }
  /// `.`.
  @inlinable public static var dot: UInt8 { 0x2E }
  /// `:`.
  @inlinable public static var colon: UInt8 { 0x3A }
  /// `_`.
  @inlinable public static var underscore: UInt8 { 0x5F }

  /// SP, HT, CR, VT or FF. LF is not included, because it ends lines.
  @inlinable
  public static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0A))
  }

  /// SP or HT.
  @inlinable
  public static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `0` to `9`.
  @inlinable
  public static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// A letter or a digit.
  @inlinable
  public static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }

  /// `0` to `9`, `a` to `f`, `A` to `F`.
  @inlinable
  public static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 6
  }
}
