import Basics

/// A record's `timestamp`, `2026-11-29 13:11:02`: the clock of whoever printed the line, in whatever zone it is.
struct RecordStamp: Hashable, Sendable {
  /// From 1970-01-01 00:00:00 of that clock.
  let seconds: Int64
  /// `2026-11-29T13:11:02`.
  let iso: String

  /// - Returns: `nil` for what is no date of the years 1 to 9999.
  init?(_ text: String) {
    var text = text
    let seconds: Int64? = text.withUTF8 { utf8 in
      var reader = DigitReader(UnsafeRawBufferPointer(utf8))
      guard let date = reader.date(), date.year > 0, reader.skip(UInt8(ascii: " ")), let time = reader.time(),
        reader.isAtEnd
      else { return nil }
      return date.days * 86_400 + time
    }
    guard let seconds else { return nil }
    self.seconds = seconds
    var iso = Array(text.utf8)
    iso[10] = UInt8(ascii: "T")
    self.iso = String(decoding: iso, as: UTF8.self)
  }
}
