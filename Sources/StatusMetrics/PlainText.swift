/// Text made fit for a label, a JSON value or a line: bounded, and without characters that drive a terminal, forge a
/// line or end a parser's input.
enum PlainText {
  /// The longest text that is taken over, in bytes of UTF-8.
  static let limit = 256

  /// The text; what is beyond the limit becomes `…`, and each character that is none to be seen becomes U+FFFD.
  static func make(_ text: String, limit: Int = Self.limit) -> String {
    var result = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      let shown = isPlain(scalar) ? scalar : "\u{FFFD}"
      length += UTF8.width(shown)
      guard length <= limit else { return String(result) + "…" }
      result.append(shown)
    }
    return String(result)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
