/// Text cut to a number of bytes, between characters.
enum BoundedText {
  /// How much of UTF-8 text fits: `limit` bytes, or a little less, so that no character is cut.
  static func length(of bytes: UnsafeRawBufferPointer, within limit: Int) -> Int {
    guard bytes.count > limit else { return bytes.count }
    var length = limit
    // The bytes after a character's first are 10xxxxxx, three at most; more are no character at all.
    while length > 0, limit - length < 4, bytes[length] & 0xc0 == 0x80 { length -= 1 }
    return limit - length < 4 ? length : limit
  }

  /// The beginning of a text, at most `limit` bytes of UTF-8.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var text = text
    return text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      return String(decoding: bytes[..<length(of: bytes, within: limit)], as: UTF8.self)
    }
  }
}
