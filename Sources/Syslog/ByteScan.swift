public import CByteScan

/// Looks at sixteen bytes of a text in one step.
///
/// Each scan begins at an offset and returns bits: bit *n* says whether byte *n* from there on is one of those asked
/// for. Where the text ends earlier, the bits behind it are 0, and nothing behind it is read. The caller knows that the
/// offset lies in the text.
///
/// The scans of a block are for callers that know of sixteen bytes there.
public enum ByteScan {
  /// How many bytes one scan looks at.
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

  /// What may end an SD-NAME or make it one that needs a second look: `=`, `"`, `]`, 0x20 or less, and everything
  /// beyond ASCII.
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

  /// Control characters, DEL and everything beyond ASCII: what JSON can't hold as it is or what needs a second look,
  /// without `"` and `\`.
  @inlinable @inline(always)
  public static func special(inBlock block: UnsafeRawPointer) -> UInt32 {
    bytescan_special_block(block.assumingMemoryBound(to: UInt8.self))
  }

  /// What is special, `"` and `\`.
  @inlinable @inline(always)
  public static func unplain(_ text: ByteText, at offset: Int) -> UInt32 {
    bytescan_unplain(text.base, text.count, offset)
  }

  /// What is special, `"` and `\`.
  @inlinable @inline(always)
  public static func unplain(inBlock block: UnsafeRawPointer) -> UInt32 {
    bytescan_unplain_block(block.assumingMemoryBound(to: UInt8.self))
  }

  /// The bits of the first `count` bytes, of which there are 16 at most.
  @inlinable @inline(always)
  public static func mask(_ count: Int) -> UInt32 {
    UInt32(1) &<< UInt32(truncatingIfNeeded: count) &- 1
  }
}
