/// RFC 5424 section 6.3, read by its grammar: which bytes are structured data, and where the message begins.
///
/// A `]` inside a quoted value ends nothing, so that a password can't cut the data short.
public struct StructuredData: Sendable, Hashable {
  /// One `NAME="VALUE"`, as ranges of the line.
  public struct Parameter: Sendable, Hashable {
    /// SD-ID of the element that it stands in.
    public var element: Range<Int>
    /// PARAM-NAME.
    public var name: Range<Int>
    /// PARAM-VALUE between its quotes, escapes and all.
    public var value: Range<Int>
    /// Whether the value holds a backslash, so that ``StructuredData/unescape(_:into:)`` is needed.
    public var hasBackslash: Bool

    /// A parameter whose parts stand in these ranges.
    @inlinable
    public init(element: Range<Int>, name: Range<Int>, value: Range<Int>, hasBackslash: Bool) {
      self.element = element
      self.name = name
      self.value = value
      self.hasBackslash = hasBackslash
    }
  }

  /// Where the message begins, or, with malformed data, the fault: the first byte after the last complete
  /// SD-ID, parameter or element.
  public var end: Int
  /// Whether the grammar was broken at ``end``.
  public var isMalformed: Bool

  /// Reads the structured data that `rest` begins with.
  ///
  /// What begins with neither `[` nor a NILVALUE (`-` alone or before SP) has no structured data: it is all
  /// message.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - rest: where in it structured data and message begin, see ``SyslogHeader/rest``.
  ///   - body: takes the parameters before the end or the fault, in their order.
  @inlinable
  public init(
    parsing line: UnsafeRawBufferPointer,
    from rest: Int,
    _ body: (Parameter) -> Void
  ) {
    var reader = StructuredDataReader(ByteText(line), from: rest)
    while let parameter = reader.next() { body(parameter) }
    end = reader.end
    isMalformed = reader.isMalformed
  }

  /// RFC 5424 section 6.3.3: a backslash escapes these, and before any other byte it stands for itself.
  @inlinable @inline(always)
  public static func isEscapable(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || byte == ASCII.backslash || byte == ASCII.closeBracket
  }

  /// Hands on what a PARAM-VALUE stands for, part by part: `\"`, `\\` and `\]` give their second character.
  ///
  /// No part begins or ends inside a character of UTF-8.
  @inlinable
  public static func unescape(
    _ value: UnsafeRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    let text = ByteText(value)
    var start = 0
    var index = 0
    while index < text.count {
      let hits = ByteScan.quoteOrBackslash(text, at: index)
      if hits == 0 {
        index &+= ByteScan.width
        continue
      }
      index &+= hits.trailingZeroBitCount
      if text[index] == ASCII.backslash, index &+ 1 < text.count,
        isEscapable(text[index &+ 1])
      {
        body(UnsafeRawBufferPointer(rebasing: value[start..<index]))
        start = index &+ 1
        index &+= 2
      } else {
        index &+= 1
      }
    }
    body(UnsafeRawBufferPointer(rebasing: value[start...]))
  }
}
