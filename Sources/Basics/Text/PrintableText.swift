/// Text of foreign origin made fit for a line of a log.
///
/// Containers, and whoever controls their output, can have a say in what an engine reports: control
/// characters could forge lines or drive a terminal, and length could fill a log.
package enum PrintableText {
  /// The longest text that is taken over unless somebody says otherwise, in bytes.
  package static let limit = 512

  /// Returns `bytes` as one line of text: control characters become blanks, white space at the end goes,
  /// bytes that aren't UTF-8 become U+FFFD, and what is beyond the limit becomes `…`.
  package static func make(from bytes: some Collection<UInt8>, limit: Int = Self.limit) -> String {
    let text = String(decoding: bytes.prefix(limit), as: UTF8.self)
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar.isControlling ? " " : scalar)
    }
    while result.last == " " {
      result.removeLast()
    }
    return String(result) + (bytes.count > limit ? "…" : "")
  }
}
