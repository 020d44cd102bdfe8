extension TracingSettingsReader {
  /// What is a connection's and no request's (RFC 9113, section 8.2.2).
  private static let connectionHeaders: Set<String> = [
    "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade",
  ]

  /// `OTEL_EXPORTER_OTLP_HEADERS`; those for traces alone win. Values are never repeated in a warning.
  mutating func headers() -> [TracingSettings.Header] {
    guard let (name, text) = value("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS") else {
      return []
    }
    var headers: [TracingSettings.Header] = []
    for (key, value) in pairs(name, text, shows: false) {
      if Self.isToken(key), !Self.connectionHeaders.contains(key.lowercased()),
        value.utf8.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x09 })
      {
        headers.append(TracingSettings.Header(name: key, value: value))
      } else {
        warn(name, key, "is no header that can be sent; it is left out")
      }
    }
    return headers
  }

  /// `OTEL_RESOURCE_ATTRIBUTES`.
  mutating func resourceAttributes() -> [String: String] {
    guard let (name, text) = value("OTEL_RESOURCE_ATTRIBUTES") else { return [:] }
    let limits = SpanLimits()
    var attributes: [String: String] = [:]
    for (key, value) in pairs(name, text, shows: true).prefix(limits.attributeCount) {
      attributes[BoundedText.cut(key, to: limits.valueLength)] = BoundedText.cut(
        value,
        to: limits.valueLength
      )
    }
    return attributes
  }

  /// `key=value,…`, each part percent-decoded (W3C Baggage, as OpenTelemetry uses it).
  private mutating func pairs(_ name: String, _ text: String, shows: Bool) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for member in text.split(separator: ",") {
      let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 1, Self.trimmed(parts[0]).isEmpty { continue }
      let decoded = parts.map { PercentEncoding.decode(Self.trimmed($0)) }
      if decoded.count == 2, let key = decoded[0], !key.isEmpty, let value = decoded[1] {
        pairs.append((key, value))
      } else {
        warn(name, shows ? String(member) : "(not shown)", "wants KEY=VALUE, percent-encoded; it is left out")
      }
    }
    return pairs
  }

  static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// Whether it can be a header's name (RFC 9110, section 5.6.2).
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x21...0x7e).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
      }
  }
}
