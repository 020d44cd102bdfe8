import Glibc

/// Writes moments as `2026-11-23T03:55:14.123456+00:00`.
///
/// The text of a second is kept, because a workload at full speed asks for the same one very often.
struct TimestampFormatter {
  private var second = Int.min
  private var text: [UInt8] = []

  /// Appends the moment, given in nanoseconds since 1970.
  mutating func append(_ nanoseconds: Int, to bytes: inout [UInt8]) {
    let wanted = nanoseconds / 1_000_000_000
    if wanted != second {
      second = wanted
      text = Self.dateAndTime(of: wanted)
    }
    bytes.append(contentsOf: text)
    bytes.append(UInt8(ascii: "."))
    Self.append(nanoseconds % 1_000_000_000 / 1_000, digits: 6, to: &bytes)
    bytes.append(contentsOf: "+00:00".utf8)
  }

  private static func dateAndTime(of second: Int) -> [UInt8] {
    var moment = time_t(second)
    var parts = tm()
    gmtime_r(&moment, &parts)
    var bytes: [UInt8] = []
    append(Int(parts.tm_year) + 1900, digits: 4, to: &bytes)
    for (separator, part) in [
      ("-", parts.tm_mon + 1), ("-", parts.tm_mday), ("T", parts.tm_hour), (":", parts.tm_min),
      (":", parts.tm_sec),
    ] {
      bytes.append(contentsOf: separator.utf8)
      append(Int(part), digits: 2, to: &bytes)
    }
    return bytes
  }

  private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
    var rest = number
    var index = start + digits
    while index > start {
      index -= 1
      bytes[index] += UInt8(rest % 10)
      rest /= 10
    }
  }
}
