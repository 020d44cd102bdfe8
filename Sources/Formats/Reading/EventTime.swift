import Basics
import Syslog

/// Dates and times as honeypots write them.
///
/// Known are `2026-01-31T12:00:00` with `T` or a blank and `-` or `/`, whatever fraction and offset follow; seconds or
/// milliseconds since 1970; and `31 Jan 26 12:00` (RFC 822). As in RFC 5424 lines, the time is taken as written and the
/// offset dropped.
enum EventTime {
  /// The longest text that is looked at, in bytes.
  private static let longest = 64

  /// Appends the date and time that `range` of `text` says, as `2026-01-31T12:00:00`.
  ///
  /// - Returns: whether they exist. If not, nothing is appended.
  static func append(_ range: Range<Int>, of text: inout [UInt8]) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: longest, alignment: 1) { room in
      let count = min(longest, range.count)
      // A copy, since the bytes move when others are appended.
      text.withUnsafeBytes {
        room.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[range.lowerBound..<range.lowerBound + count])
        )
      }
      return append(UnsafeRawBufferPointer(rebasing: room[..<count]), to: &text)
    }
  }

  /// Appends `2026-01-31T12:00:00`.
  ///
  /// - Returns: whether `text` is a date and time that exist. If not, nothing is appended.
  private static func append(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    let start = output.count
    if isDateTime(text, from: 0), text.count == SyslogTimestamp.secondsLength || !ASCII.isDigit(text[19]) {
      output.append(contentsOf: text[..<SyslogTimestamp.secondsLength])
      output[start + 4] = ASCII.hyphen
      output[start + 7] = ASCII.hyphen
      output[start + 10] = UInt8(ascii: "T")
    } else if !appendEpoch(text, to: &output), !appendMail(text, to: &output) {
      return false
    }
    let isValid = output[start...].withUnsafeBytes { SyslogTimestamp.isValid($0) }
    if !isValid { output.removeLast(output.count - start) }
    return isValid
  }

  /// How many bytes a date and time have, with fraction and offset; `nil` if none stands there.
  static func length(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard isDateTime(text, from: start) else { return nil }
    var end = start + SyslogTimestamp.secondsLength
    if end + 1 < text.count, text[end] == ASCII.dot || text[end] == UInt8(ascii: ","),
      ASCII.isDigit(text[end + 1])
    {
      end += 1
      while end < text.count, ASCII.isDigit(text[end]) { end += 1 }
    }
    if end < text.count, text[end] == UInt8(ascii: "Z") { return end + 1 - start }
    if end + 4 < text.count, text[end] == UInt8(ascii: "+") || text[end] == ASCII.hyphen {
      let minutes = text[end + 3] == ASCII.colon ? end + 4 : end + 3
      if minutes + 1 < text.count,
        [end + 1, end + 2, minutes, minutes + 1].allSatisfy({ ASCII.isDigit(text[$0]) })
      {
        end = minutes + 2
      }
    }
    return end - start
  }

  /// Whether date and time stand at `start`, as digits and what is between them.
  private static func isDateTime(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
    guard text.count - start >= SyslogTimestamp.secondsLength else { return false }
    for offset in 0..<SyslogTimestamp.secondsLength {
      let byte = text[start + offset]
      let fits =
        switch offset {
        case 4, 7: byte == ASCII.hyphen || byte == UInt8(ascii: "/")
        case 10: byte == UInt8(ascii: "T") || byte == ASCII.space
        case 13, 16: byte == ASCII.colon
        default: ASCII.isDigit(byte)
        }
      guard fits else { return false }
    }
    return true
  }

  /// 10 digits are seconds, 13 are milliseconds; a fraction may follow.
  private static func appendEpoch(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    let digits = text.prefix(while: ASCII.isDigit).count
    guard digits == 10 || digits == 13, digits == text.count || text[digits] == ASCII.dot,
      text[min(digits + 1, text.count)...].allSatisfy(ASCII.isDigit)
    else { return false }
    let seconds = text[..<10].reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
    let date = CivilDate(days: seconds / 86_400)
    append(date, hour: seconds / 3600 % 24, minute: seconds / 60 % 60, second: seconds % 60, to: &output)
    return true
  }

  /// `31 Jan 26 12:00`.
  private static func appendMail(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    guard text.count >= 15, text.count == 15 || text[15] == ASCII.space else { return false }
    var reader = DigitReader(UnsafeRawBufferPointer(rebasing: text[..<15]))
    guard let day = reader.number(digits: 2), reader.skip(ASCII.space),
      let month = CivilDate.monthNames.firstIndex(where: { text[3..<6].elementsEqual($0.utf8) })
    else { return false }
    var rest = DigitReader(UnsafeRawBufferPointer(rebasing: text[6..<15]))
    guard rest.skip(ASCII.space), let year = rest.number(digits: 2), rest.skip(ASCII.space),
      let hour = rest.number(digits: 2), rest.skip(ASCII.colon), let minute = rest.number(digits: 2),
      let date = CivilDate(year: 2000 + year, month: Int64(month) + 1, day: day)
    else { return false }
    append(date, hour: hour, minute: minute, second: 0, to: &output)
    return true
  }

  private static func append(
    _ date: CivilDate,
    hour: Int64,
    minute: Int64,
    second: Int64,
    to output: inout [UInt8]
  ) {
    func put(_ number: Int64, _ digits: Int) {
      var divisor: Int64 = digits == 4 ? 1000 : 10
      while divisor > 0 {
        output.append(UInt8(truncatingIfNeeded: number / divisor % 10) + 0x30)
        divisor /= 10
      }
    }
    put(date.year, 4)
    for (mark, number) in [(ASCII.hyphen, date.month), (ASCII.hyphen, date.day), (UInt8(ascii: "T"), hour)] {
      output.append(mark)
      put(number, 2)
    }
    for number in [minute, second] {
      output.append(ASCII.colon)
      put(number, 2)
    }
  }
}
