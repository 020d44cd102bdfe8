/// Structured data, read by the grammar of RFC 5424 section 6.3.
///
/// A `]` inside a quoted value does not end an element, so a password can't cut the data short.
public struct StructuredData: Sendable, Hashable {
  /// One `NAME="VALUE"`, as ranges of the line.
  public struct Parameter: Sendable, Hashable {
    /// The SD-ID of its element.
    public var element: Range<Int>
    /// PARAM-NAME.
    public var name: Range<Int>
    /// PARAM-VALUE between its quotes, with escapes.
    public var value: Range<Int>
    /// Whether the value has a backslash and must be unescaped, see ``StructuredData/unescape(_:_:)``.
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

  /// The start of the message; if the data is malformed, the end of the last complete SD-ID, parameter or element.
  public var end: Int
  /// Whether the data violates the grammar at ``end``.
  public var isMalformed: Bool

  /// Reads the structured data of `line` from `rest` on.
  ///
  /// Without a `[` or a NILVALUE (`-` alone or before SP) there is no structured data: everything is message.
  ///
  /// - Parameters:
  ///   - line: one line without its LF.
  ///   - rest: the start of structured data and message, see ``SyslogHeader/rest``.
  ///   - body: called for each parameter before ``end``, in order.
  @inlinable
  public init(parsing line: UnsafeRawBufferPointer, from rest: Int, _ body: (Parameter) -> Void) {
    var reader = StructuredDataReader(ByteText(line), from: rest)
    while let parameter = reader.next() { body(parameter) }
    end = reader.end
    isMalformed = reader.isMalformed
  }

  /// Whether a backslash escapes `byte` (RFC 5424 section 6.3.3). Before any other byte it is literal.
  @inlinable @inline(always)
  public static func isEscapable(_ byte: UInt8) -> Bool {
    byte == ASCII.quote || byte == ASCII.backslash || byte == ASCII.closeBracket
  }

  /// Unescapes a PARAM-VALUE: `\"`, `\\` and `\]` give their second character.
  ///
  /// - Parameters:
  ///   - value: the value between its quotes.
  ///   - body: called for each part of the result, in order. Parts don't split characters of UTF-8.
  @inlinable
  public static func unescape(_ value: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
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
