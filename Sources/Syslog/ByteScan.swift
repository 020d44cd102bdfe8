public import CByteScan

/// Classifies 16 bytes of a text in one step.
///
/// A scan begins at an offset, which must be in the text, and returns one bit for each byte: bit *n* is set if byte *n*
/// after the offset is in the class. Bits beyond the text are 0, and bytes beyond it are not read. The `inBlock`
/// variants need 16 bytes.
public enum ByteScan {
  /// The number of bytes in one scan.
  @inlinable public static var width: Int { 16 }

  /// White space and the other control characters: 0x20 or less.
  @inlinable @inline(always)
  public static func blank(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_blank(text.base, text.count, offset)
  }

  /// `0` to `9`.
  @inlinable @inline(always)
  public static func digit(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_digit(text.base, text.count, offset)
  }

  /// What may end an SD-NAME or needs a closer look: `=`, `"`, `]`, 0x20 or less, and everything beyond ASCII.
  @inlinable @inline(always)
  public static func nameStop(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_name_stop(text.base, text.count, offset)
  }

  /// `"` and `\`.
  @inlinable @inline(always)
  public static func quoteOrBackslash(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_quote_or_backslash(text.base, text.count, offset)
  }

  /// `"` and `\`.
  @inlinable @inline(always)
  public static func quoteOrBackslash(inBlock block: UnsafeRawPointer) -> UInt32 {
    bytescan_quote_or_backslash_block(block.assumingMemoryBound(to: UInt8.self))
  }

  /// `.` and `:`.
  @inlinable @inline(always)
  public static func dotOrColon(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_dot_or_colon(text.base, text.count, offset)
  }

  /// What JSON must escape or needs a closer look, except `"` and `\`: control characters, DEL, everything beyond ASCII.
  @inlinable @inline(always)
  public static func special(inBlock block: UnsafeRawPointer) -> UInt32 {
    bytescan_special_block(block.assumingMemoryBound(to: UInt8.self))
  }

  /// ``special(inBlock:)``, `"` and `\`.
  @inlinable @inline(always)
  public static func unplain(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_unplain(text.base, text.count, offset)
  }

  /// ``special(inBlock:)``, `"` and `\`.
  @inlinable @inline(always)
  public static func unplain(inBlock block: UnsafeRawPointer) -> UInt32 {
    bytescan_unplain_block(block.assumingMemoryBound(to: UInt8.self))
  }

  /// The bits of the first `count` bytes; at most 16.
  @inlinable @inline(always)
  public static func mask(_ count: Int) -> UInt32 {
    UInt32(1) &<< UInt32(truncatingIfNeeded: count) &- 1
  }
}
