/// Makes untrusted text safe for one line of a log: control characters could forge lines or drive a terminal, and length
/// could fill the log.
package enum PrintableText {
  /// The default limit in bytes.
  package static let limit = 512

  /// Returns `bytes` as one line: control characters become blanks, trailing blanks are removed, invalid UTF-8 becomes
  /// U+FFFD, and bytes beyond the limit become `…`.
  package static func make(from bytes: some Collection<UInt8>, limit: Int = Self.limit) -> String {
    let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(scalar.isControlling ? " " : scalar) }
    while result.last == " " { result.removeLast() }
    return String(result) + (bytes.count > limit ? "…" : "")
  }
}

extension Unicode.Scalar {
  /// Whether it controls a terminal, breaks a line, changes the text direction, or has no standard meaning.
  package var isControlling: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }
}
