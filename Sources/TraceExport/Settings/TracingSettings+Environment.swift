package import Basics

extension TracingSettings {
  /// Reads ``TracingVariables``. Bad values are warnings: tracing never keeps a collector from starting.
  ///
  /// - Parameter version: the program's.
  /// - Returns: `nil` if tracing is off.
  package static func read(_ reader: inout SettingReader, version: String) -> TracingSettings? {
    guard isOn(&reader), let endpoint = TracingEndpoint.read(&reader) else { return nil }
    var settings = TracingSettings(endpoint: endpoint, version: version)
    settings.headers = headers(&reader)
    settings.certificateFile = reader.read(TracingVariables.certificateFile)
    settings.resourceAttributes = resourceAttributes(&reader)
    let named = settings.resourceAttributes.removeValue(forKey: "service.name")
    let name = reader.read(TracingVariables.serviceName) ?? named ?? settings.serviceName
    settings.serviceName = BoundedText.cut(name, to: settings.limits.valueLength)
    settings.sampler = sampler(&reader)
    settings.limits.valueLength = reader.read(TracingVariables.valueLength)
    settings.limits.attributeCount = reader.read(TracingVariables.attributeCount)
    settings.queueLimit = reader.read(TracingVariables.queueLimit)
    // A batch larger than the queue would never fill.
    settings.batchLimit = min(reader.read(TracingVariables.batchLimit), settings.queueLimit)
    settings.scheduleDelay = reader.read(TracingVariables.scheduleDelay)
    settings.exportTimeout = reader.read(TracingVariables.exportTimeout)
    settings.requestTimeout = reader.read(TracingVariables.requestTimeout)
    _ = reader.read(TracingVariables.compression)
    return settings
  }

  private static func isOn(_ reader: inout SettingReader) -> Bool {
    reader.read(TracingVariables.isOn) && !reader.read(TracingVariables.isDisabled)
      && reader.read(TracingVariables.exporter)
  }

  private static func sampler(_ reader: inout SettingReader) -> TraceSampler {
    let rule = reader.read(TracingVariables.sampler)
    return TraceSampler(
      ratio: rule.ratio ?? reader.read(TracingVariables.samplingRatio),
      followsParent: rule.followsParent
    )
  }

  /// Headers of a connection, which no request may have (RFC 9113, section 8.2.2).
  private static let connectionHeaders: Set<String> = [
    "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade",
  ]

  /// `OTEL_EXPORTER_OTLP_HEADERS`. Values are never repeated in a warning.
  static func headers(_ reader: inout SettingReader) -> [Header] {
    var headers: [Header] = []
    for (key, value) in pairs(of: TracingVariables.headers, &reader, shows: false) {
      if isToken(key), !connectionHeaders.contains(key.lowercased()),
        value.utf8.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x09 })
      {
        headers.append(Header(name: key, value: value))
      } else {
        let name = reader.name(of: TracingVariables.headers)
        reader.warn(name, key, "not a header that can be sent; ignoring it")
      }
    }
    return headers
  }

  /// `OTEL_RESOURCE_ATTRIBUTES`.
  static func resourceAttributes(_ reader: inout SettingReader) -> [String: String] {
    let limits = SpanLimits()
    var attributes: [String: String] = [:]
    let pairs = pairs(of: TracingVariables.resourceAttributes, &reader, shows: true)
    for (key, value) in pairs.prefix(limits.attributeCount) {
      let name = BoundedText.cut(key, to: limits.valueLength)
      attributes[name] = BoundedText.cut(value, to: limits.valueLength)
    }
    return attributes
  }

  /// `key=value,…`, each part percent-decoded (W3C Baggage, as OpenTelemetry uses it).
  ///
  /// - Parameter shows: whether a warning may show a bad pair.
  private static func pairs(
    of setting: Setting<String>,
    _ reader: inout SettingReader,
    shows: Bool
  ) -> [(String, String)] {
    guard let (name, text) = reader.value(of: setting) else { return [] }
    var pairs: [(String, String)] = []
    for member in text.split(separator: ",") {
      let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 1, SettingText.trimmed(parts[0]).isEmpty { continue }
      let decoded = parts.map { PercentEncoding.decode(SettingText.trimmed($0)) }
      if decoded.count == 2, let key = decoded[0], !key.isEmpty, let value = decoded[1] {
        pairs.append((key, value))
      } else {
        let shown = shows ? String(member) : "(not shown)"
        reader.warn(name, shown, "expected KEY=VALUE, percent-encoded; ignoring it")
      }
    }
    return pairs
  }

  /// Whether it is a valid header name (RFC 9110, section 5.6.2).
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x21...0x7e).contains(byte) && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
      }
  }
}
