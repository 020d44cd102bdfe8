/// The parts of an RFC 5424 header, as ranges of a line.
///
/// ```swift
/// let line = Array("<134>1 2026-01-01T00:00:00Z web01 ssh - connect -".utf8)
/// line.withUnsafeBytes { bytes in
///   guard let header = SyslogHeader(parsing: bytes) else { return }  // not RFC 5424
///   print(String(decoding: bytes[header.appName], as: UTF8.self))  // ssh
/// }
/// ```
///
/// This follows RFC 5424 section 6.2, but is lenient where real daemons are wrong: tokens have no maximum length and may
/// contain any byte except white space, and the timestamp is not checked (see ``SyslogTimestamp``).
public struct SyslogHeader: Sendable, Hashable {
  /// PRIVAL, as written: 0 to 999. Facility is `priority / 8`, severity `priority % 8`.
  public var priority: Int
  /// TIMESTAMP.
  public var timestamp: Range<Int>
  /// HOSTNAME.
  public var hostname: Range<Int>
  /// APP-NAME.
  public var appName: Range<Int>
  /// PROCID.
  public var procID: Range<Int>
  /// MSGID.
  public var messageID: Range<Int>
  /// Structured data and message. Never empty.
  public var rest: Range<Int>

  /// Reads `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID REST` with one SP between the parts; `nil` for anything else.
  ///
  /// - Parameter line: one line without its LF.
  @inlinable
  public init?(parsing line: UnsafeRawBufferPointer) {
    let line = ByteText(line)
    guard line.count > 4, line[0] == UInt8(ascii: "<") else { return nil }
    var index = 1
    var priority = 0
    while index < 4, ASCII.isDigit(line[index]) {
      priority = priority &* 10 &+ Int(line[index] &- 0x30)
      index &+= 1
    }
    guard index > 1, index &+ 3 <= line.count,
      line[index] == UInt8(ascii: ">"), line[index &+ 1] == UInt8(ascii: "1"),
      line[index &+ 2] == ASCII.space
    else { return nil }
    index &+= 3

    guard let timestamp = Self.token(in: line, at: &index),
      let hostname = Self.token(in: line, at: &index),
      let appName = Self.token(in: line, at: &index),
      let procID = Self.token(in: line, at: &index),
      let messageID = Self.token(in: line, at: &index),
      index < line.count
    else { return nil }
    self.priority = priority
    self.timestamp = timestamp
    self.hostname = hostname
    self.appName = appName
    self.procID = procID
    self.messageID = messageID
    rest = Range(uncheckedBounds: (index, line.count))
  }

  /// Reads a token and the SP that must follow it.
  @inlinable @inline(always)
  static func token(in line: ByteText, at index: inout Int) -> Range<Int>? {
    let start = index
    while index < line.count {
      let blanks = ByteScan.blank(line, at: index)
      if blanks == 0 {
        index = min(index &+ ByteScan.width, line.count)
        continue
      }
      index &+= blanks.trailingZeroBitCount
      // Other control characters are part of the token.
      if line[index] == ASCII.space || ASCII.isWhiteSpace(line[index]) { break }
      index &+= 1
    }
    guard index > start, index < line.count, line[index] == ASCII.space else { return nil }
    defer { index &+= 1 }
    return Range(uncheckedBounds: (start, index))
  }
}
