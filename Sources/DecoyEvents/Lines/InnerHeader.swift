import Syslog

/// The second header of shell commands, `TIMESTAMP HOSTNAME APP-NAME PROCID MSGID REST`, in an outer event's message.
struct InnerHeader: Sendable, Hashable {
  var hostname: Range<Int>
  var appName: Range<Int>
  var messageID: Range<Int>
  var rest: Range<Int>

  /// `nil` if the line has no second header.
  init?(in line: UnsafeRawBufferPointer, under outer: SyslogHeader) {
    guard outer.messageID.count == 1, line[outer.messageID.lowerBound] == ASCII.hyphen,
      outer.rest.count > 2, line[outer.rest.lowerBound] == ASCII.hyphen,
      line[outer.rest.lowerBound + 1] == ASCII.space
    else { return nil }
    var index = outer.rest.lowerBound + 1
    guard let timestamp = Self.token(in: line, at: &index),
      Self.beginsWithDate(line.slice(timestamp)),
      let hostname = Self.token(in: line, at: &index),
      let appName = Self.token(in: line, at: &index),
      Self.token(in: line, at: &index) != nil,
      let messageID = Self.token(in: line, at: &index),
      Self.skipBlanks(in: line, at: &index), Self.isStructuredData(in: line, from: index)
    else { return nil }
    self.hostname = hostname
    self.appName = appName
    self.messageID = messageID
    rest = index..<line.count
  }

  /// Whether structured data or `-` is at `index`; messages of endlessh and mongod, which begin with a time, have none.
  private static func isStructuredData(in line: UnsafeRawBufferPointer, from index: Int) -> Bool {
    guard index < line.count else { return false }
    switch line[index] {
    case ASCII.openBracket: return true
    case ASCII.hyphen: return index + 1 == line.count || line[index + 1] == ASCII.space
    default: return false
    }
  }

  /// Skips one or more SP or HT and reads the token after them.
  private static func token(in line: UnsafeRawBufferPointer, at index: inout Int) -> Range<Int>? {
    guard skipBlanks(in: line, at: &index) else { return nil }
    let start = index
    while index < line.count, !ASCII.isWhiteSpace(line[index]) { index += 1 }
    return index > start ? start..<index : nil
  }

  private static func skipBlanks(in line: UnsafeRawBufferPointer, at index: inout Int) -> Bool {
    let start = index
    while index < line.count, ASCII.isBlank(line[index]) { index += 1 }
    return index > start
  }

  /// Whether the token has the form `YYYY-MM-DDT`.
  private static func beginsWithDate(_ token: UnsafeRawBufferPointer) -> Bool {
    let shape: StaticString = "0000-00-00T"
    return token.count >= shape.utf8CodeUnitCount
      && (0..<shape.utf8CodeUnitCount).allSatisfy { index in
        let expected = shape.utf8Start[index]
        return ASCII.isDigit(expected) ? ASCII.isDigit(token[index]) : token[index] == expected
      }
  }
}
