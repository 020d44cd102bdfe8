import Syslog

package enum LineTrimming {
  /// The length of `line` without white space at its end.
  @inlinable
  package static func trimmedCount(of line: UnsafeRawBufferPointer) -> Int {
    var count = line.count
    while count > 0, ASCII.isWhiteSpace(line[count &- 1]) { count &-= 1 }
    return count
  }

  /// `range` without white space at its ends.
  @inline(always)
  static func trimmed(in line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    let line = ByteText(line)
    while start < end, ASCII.isWhiteSpace(line[start]) { start &+= 1 }
    while end > start, ASCII.isWhiteSpace(line[end &- 1]) { end &-= 1 }
    return Range(uncheckedBounds: (start, end))
  }

  /// The trimmed `range` without a byte-order mark (RFC 5424 section 6.4) and the white space after it.
  @inline(always)
  static func withoutMark(in line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
    let start = range.lowerBound
    guard range.count >= 3, line[start] == 0xEF, line[start &+ 1] == 0xBB, line[start &+ 2] == 0xBF
    else { return range }
    return trimmed(in: line, (start &+ 3)..<range.upperBound)
  }
}
