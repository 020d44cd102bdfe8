/// A name that ends at some place of a message, as `rhost` does before `=1.2.3.4`: 1 to 32 letters, digits,
/// `_`, `.` and `-`, with something before it that a name can't hold.
struct PrecedingName {
  /// The longest name, in bytes.
  static let longest = 32

  /// Where it stands.
  let range: Range<Int>

  /// `nil` where no name ends at `end`.
  init?(endingAt end: Int, in text: UnsafeRawBufferPointer) {
    guard let start = Self.start(endingAt: end, in: text) else { return nil }
    if let before = text.byte(at: start - 1), !MessageByte.isBoundary(before) { return nil }
    range = start..<end
  }

  /// Whether a name that ends at `end` is a parameter of a URL.
  static func isInURL(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Bool {
    guard let start = start(endingAt: end, in: text), let before = text.byte(at: start - 1) else {
      return false
    }
    return before == UInt8(ascii: "?") || before == UInt8(ascii: "&")
  }

  /// Where all the bytes of a name begin that end at `end`; `nil` where there are none or too many.
  private static func start(endingAt end: Int, in text: UnsafeRawBufferPointer) -> Int? {
    let start = text.skipBack(from: end, atMost: longest + 1, over: MessageByte.isName)
    return 1...longest ~= end - start ? start : nil
  }
}
