import Basics

/// Makes tracing's settings of an environment. Bad values are warnings: tracing ends no start.
struct TracingSettingsReader {
  static let defaultEndpoint = "http://localhost:4317"

  let environment: [String: String]
  /// One clear line for each bad value.
  var warnings: [String] = []

  init(environment: [String: String]) {
    self.environment = environment
  }

  /// The settings; `nil` for tracing that is off.
  mutating func read(version: String) -> TracingSettings? {
    guard isOn(), let endpoint = endpoint() else { return nil }
    var settings = TracingSettings(endpoint: endpoint, version: version)
    settings.headers = headers()
    settings.certificateFile =
      value("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE")?.text
    settings.resourceAttributes = resourceAttributes()
    let named = settings.resourceAttributes.removeValue(forKey: "service.name")
    let name = value("OTEL_SERVICE_NAME")?.text ?? named ?? settings.serviceName
    settings.serviceName = BoundedText.cut(name, to: settings.limits.valueLength)
    settings.sampler = sampler()
    settings.limits.valueLength = number(
      ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"],
      default: settings.limits.valueLength,
      in: 1...65_536
    )
    settings.limits.attributeCount = number(
      ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
      default: settings.limits.attributeCount,
      in: 0...1024
    )
    settings.queueLimit = number(["OTEL_BSP_MAX_QUEUE_SIZE"], default: settings.queueLimit, in: 1...4_194_304)
    // More at once than may wait would never come together.
    settings.batchLimit = min(
      number(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], default: settings.batchLimit, in: 1...65_536),
      settings.queueLimit
    )
    settings.scheduleDelay = milliseconds(["OTEL_BSP_SCHEDULE_DELAY"], default: 5000)
    settings.exportTimeout = milliseconds(["OTEL_BSP_EXPORT_TIMEOUT"], default: 30_000)
    settings.requestTimeout = milliseconds(
      ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"],
      default: 10_000
    )
    if let (name, compression) = value(
      "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
      "OTEL_EXPORTER_OTLP_COMPRESSION"
    ),
      compression != "none"
    {
      warn(name, compression, "spans are not compressed")
    }
    return settings
  }

  private mutating func isOn() -> Bool {
    guard let on = value("DECNET_DEVELOPER_TRACING")?.text, ["true", "1", "yes"].contains(on.lowercased()),
      value("OTEL_SDK_DISABLED")?.text.lowercased() != "true"
    else { return false }
    guard let exporter = value("OTEL_TRACES_EXPORTER")?.text.lowercased() else { return true }
    if exporter != "otlp", exporter != "none" {
      warn("OTEL_TRACES_EXPORTER", exporter, "wants otlp or none; otlp is used")
    }
    return exporter != "none"
  }

  private mutating func sampler() -> TraceSampler {
    guard let name = value("OTEL_TRACES_SAMPLER")?.text else { return .standard }
    let parent = "parentbased_"
    let followsParent = name.hasPrefix(parent)
    switch followsParent ? String(name.dropFirst(parent.count)) : name {
    case "always_on": return TraceSampler(ratio: 1, followsParent: followsParent)
    case "always_off": return TraceSampler(ratio: 0, followsParent: followsParent)
    case "traceidratio": return TraceSampler(ratio: ratio(), followsParent: followsParent)
    default:
      warn("OTEL_TRACES_SAMPLER", name, "is not known; parentbased_always_on is used")
      return .standard
    }
  }

  private mutating func ratio() -> Double {
    guard let text = value("OTEL_TRACES_SAMPLER_ARG")?.text else { return 1 }
    if let ratio = Double(text), (0...1).contains(ratio) { return ratio }
    warn("OTEL_TRACES_SAMPLER_ARG", text, "wants a number from 0 to 1; 1 is used")
    return 1
  }

  private mutating func milliseconds(_ names: [String], default standard: Int) -> Duration {
    .milliseconds(number(names, default: standard, in: 1...3_600_000))
  }

  private mutating func number(_ names: [String], default standard: Int, in range: ClosedRange<Int>) -> Int {
    for name in names {
      guard let text = value(name)?.text else { continue }
      if let number = Int(text), range.contains(number) { return number }
      warn(name, text, "wants a number from \(range.lowerBound) to \(range.upperBound); \(standard) is used")
      return standard
    }
    return standard
  }

  /// The first of these settings that is set; an empty value is as good as none (OpenTelemetry's rule).
  func value(_ names: String...) -> (name: String, text: String)? {
    for name in names {
      guard let text = environment[name] else { continue }
      let trimmed = Self.trimmed(text[...])
      if !trimmed.isEmpty { return (name, trimmed) }
    }
    return nil
  }

  mutating func warn(_ name: String, _ value: String, _ remedy: String) {
    warnings.append("\(name) '\(PrintableText.make(from: value.utf8))': \(remedy)")
  }
}
