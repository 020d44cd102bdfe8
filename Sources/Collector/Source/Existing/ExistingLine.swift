import DecoyEvents
import Syslog

/// A line in a form that two collectors agree on.
///
/// White space and control characters at the ends don't count. A CR may be kept, written as `#015`, or dropped; invalid
/// UTF-8 may be kept, or replaced by one or several U+FFFD.
enum ExistingLine {
  private static let carriageReturn: StaticString = "#015"

  /// The line's digest; `nil` if nothing of it counts.
  ///
  /// - Parameter line: without its LF, cut at the maximum length.
  static func digest(of line: UnsafeRawBufferPointer) -> LineDigest? {
    let text = ByteText(line)
    var (start, end) = (0, text.count)
    while start < end, text[start] <= ASCII.space { start &+= 1 }
    while end > start, text[end &- 1] <= ASCII.space { end &-= 1 }
    guard start < end else { return nil }
    let trimmed = text.slice(start..<end)
    // Most lines are printable ASCII without a `#`, and have one spelling.
    for byte in trimmed where byte >= 0x80 || byte == ASCII.carriageReturn || byte == UInt8(ascii: "#") {
      return digest(ofScalars: String(decoding: spelledAlike(trimmed), as: UTF8.self).unicodeScalars[...])
    }
    return LineDigest(trimmed, covering: .max)
  }

  private static func digest(ofScalars scalars: Substring.UnicodeScalarView) -> LineDigest? {
    var text = scalars
    while let first = text.first, isLeftOut(first) { text.removeFirst() }
    while let last = text.last, isLeftOut(last) { text.removeLast() }
    guard !text.isEmpty else { return nil }
    return Array(Substring(text).utf8).withUnsafeBytes { LineDigest($0, covering: .max) }
  }

  private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.properties.isWhitespace
  }

  private static func spelledAlike(_ line: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(line.count)
    var index = 0
    var isReplaced = false
    while index < line.count {
      let byte = line[index]
      if byte < 0x80 {
        isReplaced = false
        if byte == ASCII.carriageReturn {
          index &+= 1
        } else if byte == UInt8(ascii: "#"), has(carriageReturn, line, at: index) {
          index &+= carriageReturn.utf8CodeUnitCount
        } else {
          result.append(byte)
          index &+= 1
        }
        continue
      }
      let (count, isValid) = UTF8Text.sequence(in: line, at: index)
      let sequence = UnsafeRawBufferPointer(rebasing: line[index..<index &+ count])
      index &+= count
      if isValid, !sequence.elementsEqual(UTF8Text.replacement) {
        result.append(contentsOf: sequence)
        isReplaced = false
      } else if !isReplaced {
        result.append(contentsOf: UTF8Text.replacement)
        isReplaced = true
      }
    }
    return result
  }

  private static func has(_ text: StaticString, _ line: UnsafeRawBufferPointer, at index: Int) -> Bool {
    line[index...].prefix(text.utf8CodeUnitCount)
      .elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
