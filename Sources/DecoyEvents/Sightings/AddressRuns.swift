import Syslog

/// Finds the parts of a message that may be addresses.
///
/// A run is a longest series of pieces of hex digits and `.`, separated by colons: `2001:db8::5`, `1.2.3.4:22`. Any other
/// letter, digit, `_` or `-` excludes its whole piece, as in `peer:1.2.3.4`, `v1.2.3.4` or `1.2.3.4-rc1`.
///
/// Most messages have none: a step of 16 bytes searches for a `.` between digits, a `:` between hex digits, or `::`.
struct AddressRuns {
  private let text: ByteText
  /// Where to search for the next `.` or `:`.
  private var position = 0
  /// The end of the last run.
  private var floor = 0

  init(in text: UnsafeRawBufferPointer) { self.text = ByteText(text) }

  /// The next run. Reads no byte more than a few times.
  mutating func next() -> Range<Int>? {
    while let mark = nextMark() {
      var start = mark
      while start > floor, MessageByte.isRun(text[start &- 1]) { start &-= 1 }
      var end = mark &+ 1
      while end < text.count, MessageByte.isRun(text[end]) { end &+= 1 }
      position = end
      floor = end
      if let run = run(within: start..<end) { return run }
    }
    return nil
  }

  /// The next `.` or `:` that can be part of an address.
  private mutating func nextMark() -> Int? {
    while position < text.count {
      let hits = ByteScan.dotOrColon(text, at: position)
      guard hits != 0 else {
        position &+= ByteScan.width
        continue
      }
      let mark = position &+ hits.trailingZeroBitCount
      position = mark &+ 1
      if joinsDigits(mark) { return mark }
    }
    return nil
  }

  @inline(always)
  private func joinsDigits(_ mark: Int) -> Bool {
    guard mark &+ 1 < text.count else { return false }
    let next = text[mark &+ 1]
    if text[mark] == ASCII.dot { return mark > 0 && ASCII.isDigit(next) && ASCII.isDigit(text[mark &- 1]) }
    return next == ASCII.colon || mark > 0 && ASCII.isHexDigit(next) && ASCII.isHexDigit(text[mark &- 1])
  }

  /// The run in a longest stretch of hex digits, `.` and `:`, without pieces that continue outside it.
  private func run(within stretch: Range<Int>) -> Range<Int>? {
    var start = stretch.lowerBound
    var end = stretch.upperBound
    if start > 0, MessageByte.isName(text[start &- 1]) {
      while start < end, text[start] != ASCII.colon { start &+= 1 }
      guard start < end else { return nil }
      start &+= 1
    }
    if end < text.count, MessageByte.isName(text[end]) {
      repeat { end &-= 1 } while end > start && text[end] != ASCII.colon
      guard end > start else { return nil }
    }
    return start < end ? start..<end : nil
  }
}
