/// Text of foreign origin made fit for a line of a log.
///
/// An endpoint's answer may hold anything: control characters could forge lines, and length could fill a log.
enum PrintableText {
  /// The longest text that is taken over, in bytes.
  static let limit = 256

  /// `bytes` as one line: control characters become blanks, white space at the end goes, bytes that aren't UTF-8
  /// become U+FFFD, and what is beyond the limit becomes `…`.
  static func make(from bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: result.append(" ")
      default: result.append(scalar)
      }
    }
    while result.last == " " { result.removeLast() }
    return String(result) + (bytes.count > limit ? "…" : "")
  }
}
