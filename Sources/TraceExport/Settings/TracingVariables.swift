package import Basics

/// The settings of tracing: the framework's, and those of OpenTelemetry's "Environment Variable Specification".
package enum TracingVariables {
  /// In the order of the documentation.
  package static let all: [SettingDescription] = [
    isOn.description, endpoint.description, transport.description, exporter.description,
    isDisabled.description, headers.description, certificateFile.description, requestTimeout.description,
    compression.description,
    serviceName.description, resourceAttributes.description, sampler.description, samplingRatio.description,
    queueLimit.description, batchLimit.description, scheduleDelay.description, exportTimeout.description,
    valueLength.description, attributeCount.description,
  ]

  private static let defaults = TracingSettings(
    endpoint: TracingEndpoint(host: "localhost", port: 4317, path: "", isSecure: false, transport: .grpc)
  )

  static let isOn = Setting(
    variables: ["DECNET_DEVELOPER_TRACING"],
    help: "Send a trace of each stream and record.",
    format: .onOrOff(on: ["true", "1", "yes"], off: ["false", "0", "no", "off"]),
    standard: false
  )
  static let endpoint = Setting(
    variables: ["DECNET_OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    help: "Where traces are sent, as http://HOST:PORT or https://HOST:PORT.",
    format: .trimmed,
    standard: defaults.endpoint.url
  )
  static let transport = Setting(
    variables: ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"],
    help: "How traces are sent: grpc or http/protobuf.",
    format: .optional(
      .word([("grpc", TracingEndpoint.Transport.grpc), ("http/protobuf", .http)]),
      none: "http/protobuf if the endpoint has a path or port 4318, else grpc"
    ),
    standard: nil
  )
  static let exporter = Setting(
    variables: ["OTEL_TRACES_EXPORTER"],
    help: "otlp, or none for no traces.",
    format: .word([("otlp", true), ("none", false)]),
    standard: true
  )
  static let isDisabled = Setting(
    variables: ["OTEL_SDK_DISABLED"],
    help: "true for no traces.",
    // The specification takes anything else for false.
    format: SettingFormat(expected: "true or false") { SettingText.trimmed($0).lowercased() == "true" },
    standard: false
  )
  static let headers = Setting(
    variables: ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"],
    help: "Headers of each request: KEY=VALUE,…, percent-encoded.",
    format: .trimmed,
    standard: "",
    shown: "none"
  )
  static let certificateFile = Setting(
    variables: ["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE"],
    help: "A file with the certificates that the endpoint's is verified with.",
    format: .optional(.trimmed, none: "the system's"),
    standard: nil
  )
  static let requestTimeout = milliseconds(
    ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"],
    "Milliseconds that one request may take.",
    defaults.requestTimeout
  )
  static let compression = Setting(
    variables: ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION"],
    help: "Only none is known.",
    format: .word([("none", false)]),
    standard: false
  )
  static let serviceName = Setting(
    variables: ["OTEL_SERVICE_NAME"],
    help: "The service's name in traces.",
    format: .optional(
      .trimmed,
      none: "service.name of OTEL_RESOURCE_ATTRIBUTES, else \(defaults.serviceName)"
    ),
    standard: nil
  )
  static let resourceAttributes = Setting(
    variables: ["OTEL_RESOURCE_ATTRIBUTES"],
    help: "Attributes of the service: KEY=VALUE,…, percent-encoded.",
    format: .trimmed,
    standard: "",
    shown: "none"
  )
  static let sampler = Setting(
    variables: ["OTEL_TRACES_SAMPLER"],
    help:
      "Which records are traced: always_on, always_off or traceidratio, or parentbased_ before one of them.",
    format: .word(SamplerRule.named),
    standard: SamplerRule(ratio: 1, followsParent: true)
  )
  static let samplingRatio = Setting(
    variables: ["OTEL_TRACES_SAMPLER_ARG"],
    help: "The part of records that traceidratio traces.",
    format: .number(0...1, "a number"),
    standard: 1
  )
  static let queueLimit = number(
    ["OTEL_BSP_MAX_QUEUE_SIZE"],
    "How many spans may wait.",
    defaults.queueLimit,
    1...4_194_304
  )
  static let batchLimit = number(
    ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"],
    "How many spans a request has at most.",
    defaults.batchLimit,
    1...65_536
  )
  static let scheduleDelay = milliseconds(
    ["OTEL_BSP_SCHEDULE_DELAY"],
    "Milliseconds between two requests, while spans wait.",
    defaults.scheduleDelay
  )
  static let exportTimeout = milliseconds(
    ["OTEL_BSP_EXPORT_TIMEOUT"],
    "Milliseconds after which a batch is given up.",
    defaults.exportTimeout
  )
  static let valueLength = number(
    ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"],
    "The longest value of an attribute, in bytes.",
    defaults.limits.valueLength,
    1...65_536
  )
  static let attributeCount = number(
    ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
    "How many attributes a span has at most.",
    defaults.limits.attributeCount,
    0...1024
  )

  private static func number(
    _ variables: [String],
    _ help: String,
    _ standard: Int,
    _ range: ClosedRange<Int>
  ) -> Setting<Int> {
    Setting(variables: variables, help: help, format: .integer(range, "a number"), standard: standard)
  }

  private static func milliseconds(
    _ variables: [String],
    _ help: String,
    _ standard: Duration
  ) -> Setting<Duration> {
    let number = SettingFormat<Int>.integer(1...3_600_000, "milliseconds")
    let format = SettingFormat<Duration>(
      expected: number.expected,
      text: { SettingText.short($0 / .milliseconds(1)) },
      parse: { number.parse($0).map { .milliseconds($0) } }
    )
    return Setting(variables: variables, help: help, format: format, standard: standard)
  }
}

extension TracingVariables {
  /// A value of ``sampler``.
  struct SamplerRule: Hashable, Sendable {
    /// `nil` for ``samplingRatio``.
    var ratio: Double?
    var followsParent: Bool

    /// By OpenTelemetry's names.
    static let named: [(word: String, value: Self)] = ["", "parentbased_"].flatMap { prefix in
      [("always_on", 1), ("always_off", 0), ("traceidratio", nil)].map { (name: String, ratio: Double?) in
        (prefix + name, Self(ratio: ratio, followsParent: !prefix.isEmpty))
      }
    }
  }
}

extension SettingFormat where Value == String {
  /// Text without surrounding white space; OpenTelemetry treats an empty value as unset.
  fileprivate static var trimmed: Self {
    Self(expected: "text") { text in
      let text = SettingText.trimmed(text)
      return text.isEmpty ? nil : text
    }
  }
}
