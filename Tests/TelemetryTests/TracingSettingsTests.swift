import Testing

@testable import TraceExport

@Suite("Tracing's settings")
struct TracingSettingsTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var environment: [String: String]
    /// The endpoint's description; `nil` where tracing is off.
    var endpoint: String?
    /// The beginnings of the warnings.
    var warnings: [String] = []

    init(_ environment: [String: String], _ endpoint: String?, warnings: [String] = []) {
      self.environment = environment
      self.endpoint = endpoint
      self.warnings = warnings
    }

    var testDescription: String { "\(environment)" }
  }

  @Test(
    arguments: [
      Example([:], nil),
      Example(["DECNET_DEVELOPER_TRACING": ""], nil),
      Example(["DECNET_DEVELOPER_TRACING": "false"], nil),
      Example(
        ["DECNET_DEVELOPER_TRACING": "on"],
        nil,
        warnings: ["invalid DECNET_DEVELOPER_TRACING 'on': expected true or false; using off"]
      ),
      Example(["DECNET_DEVELOPER_TRACING": "true"], "http://localhost:4317 (gRPC)"),
      Example(["DECNET_DEVELOPER_TRACING": "TRUE"], "http://localhost:4317 (gRPC)"),
      Example(["DECNET_DEVELOPER_TRACING": "1"], "http://localhost:4317 (gRPC)"),
      Example(["DECNET_DEVELOPER_TRACING": " Yes "], "http://localhost:4317 (gRPC)"),
      Example(["DECNET_DEVELOPER_TRACING": "true", "OTEL_SDK_DISABLED": "True"], nil),
      Example(
        ["DECNET_DEVELOPER_TRACING": "true", "OTEL_SDK_DISABLED": "1"],
        "http://localhost:4317 (gRPC)"
      ),
      Example(["DECNET_DEVELOPER_TRACING": "true", "OTEL_TRACES_EXPORTER": "none"], nil),
      Example(
        ["DECNET_DEVELOPER_TRACING": "true", "OTEL_TRACES_EXPORTER": "otlp"],
        "http://localhost:4317 (gRPC)"
      ),
      Example(
        ["DECNET_DEVELOPER_TRACING": "true", "OTEL_TRACES_EXPORTER": "zipkin"],
        "http://localhost:4317 (gRPC)",
        warnings: ["invalid OTEL_TRACES_EXPORTER 'zipkin': "]
      ),
    ]
  )
  func `Tracing is off unless it is turned on`(example: Example) {
    let (settings, warnings) = TracingSettings.read(example.environment)
    #expect(settings?.endpoint.description == example.endpoint)
    #expect(
      warnings.count == example.warnings.count
        && zip(warnings, example.warnings).allSatisfy { $0.hasPrefix($1) }
    )
  }

  @Test(
    arguments: [
      Example(["DECNET_OTEL_ENDPOINT": "http://jaeger:4317"], "http://jaeger:4317 (gRPC)"),
      Example(["DECNET_OTEL_ENDPOINT": "jaeger:4317"], "http://jaeger:4317 (gRPC)"),
      Example(["DECNET_OTEL_ENDPOINT": "http://jaeger"], "http://jaeger:4317 (gRPC)"),
      Example(["DECNET_OTEL_ENDPOINT": "https://jaeger/"], "https://jaeger:4317 (gRPC)"),
      Example(["DECNET_OTEL_ENDPOINT": "http://[2001:db8::5]:4317"], "http://[2001:db8::5]:4317 (gRPC)"),
      Example(["DECNET_OTEL_ENDPOINT": "http://jaeger:4318"], "http://jaeger:4318/v1/traces"),
      Example(["DECNET_OTEL_ENDPOINT": "http://jaeger:4318/"], "http://jaeger:4318/v1/traces"),
      Example(["DECNET_OTEL_ENDPOINT": "http://jaeger:4318/v1/traces"], "http://jaeger:4318/v1/traces"),
      Example(["DECNET_OTEL_ENDPOINT": "HTTPS://jaeger/otlp/"], "https://jaeger:443/otlp/v1/traces"),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://a:1", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:2"],
        "http://a:1 (gRPC)"
      ),
      Example(
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:2/x", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:3"],
        "http://b:2/x"
      ),
      Example(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:4318"], "http://b:4318/"),
      Example(
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/v1/traces"],
        "http://c:4318/v1/traces/v1/traces"
      ),
      Example(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:3/base"], "http://c:3/base/v1/traces"),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://a:9", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"],
        "http://a:9/v1/traces"
      ),
      Example(
        [
          "DECNET_OTEL_ENDPOINT": "http://a:4318", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "grpc",
          "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        ],
        "http://a:4318 (gRPC)"
      ),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://a:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"],
        "http://a:4318/v1/traces",
        warnings: [
          "invalid OTEL_EXPORTER_OTLP_PROTOCOL 'http/json': expected grpc or http/protobuf; using http/protobuf if the endpoint has a path or port 4318, else grpc"
        ]
      ),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://a:1/x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
        "http://a:1 (gRPC)",
        warnings: ["invalid DECNET_OTEL_ENDPOINT 'http://a:1/x': gRPC has no paths; using http://a:1"]
      ),
      Example(
        ["DECNET_OTEL_ENDPOINT": "ftp://a"],
        nil,
        warnings: ["invalid DECNET_OTEL_ENDPOINT 'ftp://a': "]
      ),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://"],
        nil,
        warnings: ["invalid DECNET_OTEL_ENDPOINT 'http://': "]
      ),
      Example(
        ["DECNET_OTEL_ENDPOINT": "http://a:0"],
        nil,
        warnings: ["invalid DECNET_OTEL_ENDPOINT 'http://a:0': "]
      ),
      Example(["DECNET_OTEL_ENDPOINT": "http://a:65536"], nil, warnings: ["invalid DECNET_OTEL_ENDPOINT "]),
      Example(["DECNET_OTEL_ENDPOINT": "http://a:"], nil, warnings: ["invalid DECNET_OTEL_ENDPOINT "]),
      Example(["DECNET_OTEL_ENDPOINT": "http://[::1"], nil, warnings: ["invalid DECNET_OTEL_ENDPOINT "]),
      Example(["DECNET_OTEL_ENDPOINT": "http://a b:1"], nil, warnings: ["invalid DECNET_OTEL_ENDPOINT "]),
      Example(["DECNET_OTEL_ENDPOINT": "http://a:1/x?y"], nil, warnings: ["invalid DECNET_OTEL_ENDPOINT "]),
      Example(
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:secret@a:1"],
        nil,
        warnings: ["invalid OTEL_EXPORTER_OTLP_ENDPOINT '(not shown)': "]
      ),
    ]
  )
  func `The endpoint and how it is spoken to`(example: Example) {
    var environment = example.environment
    environment["DECNET_DEVELOPER_TRACING"] = "true"
    let (settings, warnings) = TracingSettings.read(environment)
    #expect(settings?.endpoint.description == example.endpoint)
    #expect(
      warnings.count == example.warnings.count
        && zip(warnings, example.warnings).allSatisfy { $0.hasPrefix($1) },
      "\(warnings)"
    )
  }

  @Test func `What OpenTelemetry's other variables say is taken over`() throws {
    let (read, warnings) = TracingSettings.read([
      "DECNET_DEVELOPER_TRACING": "true",
      "OTEL_SERVICE_NAME": "sensor",
      "OTEL_RESOURCE_ATTRIBUTES": "service.name=other, host.name = a%2Cb ,,empty=",
      "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x,X-Scope=lab",
      "OTEL_EXPORTER_OTLP_CERTIFICATE": "/etc/ssl/lab.pem",
      "OTEL_TRACES_SAMPLER": "traceidratio",
      "OTEL_TRACES_SAMPLER_ARG": "0.25",
      "OTEL_BSP_MAX_QUEUE_SIZE": "100",
      "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "200",
      "OTEL_BSP_SCHEDULE_DELAY": "250",
      "OTEL_BSP_EXPORT_TIMEOUT": "7000",
      "OTEL_EXPORTER_OTLP_TIMEOUT": "3000",
      "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2000",
      "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "64",
    ])
    let settings = try #require(read)
    #expect(warnings.isEmpty)
    #expect(settings.serviceName == "sensor")
    #expect(settings.resourceAttributes == ["host.name": "a,b", "empty": ""])
    #expect(settings.headers.map(\.name) == ["authorization", "X-Scope"])
    #expect(settings.headers.map(\.value) == ["Bearer x", "lab"])
    #expect(settings.certificateFile == "/etc/ssl/lab.pem")
    #expect(settings.sampler == TraceSampler(ratio: 0.25, followsParent: false))
    #expect(settings.queueLimit == 100 && settings.batchLimit == 100)
    #expect(settings.scheduleDelay == .milliseconds(250) && settings.exportTimeout == .seconds(7))
    #expect(settings.requestTimeout == .seconds(2) && settings.limits.valueLength == 64)
  }

  @Test func `A resource's own service name is used where there is no other`() {
    let environment = ["DECNET_DEVELOPER_TRACING": "1", "OTEL_RESOURCE_ATTRIBUTES": "service.name=other"]
    #expect(TracingSettings.read(environment).settings?.serviceName == "other")
  }

  @Test(
    arguments: [
      (
        "OTEL_TRACES_SAMPLER", "sometimes",
        "invalid OTEL_TRACES_SAMPLER 'sometimes': expected always_on, always_off, traceidratio, parentbased_always_on,"
          + " parentbased_always_off or parentbased_traceidratio; using parentbased_always_on"
      ),
      (
        "OTEL_BSP_MAX_QUEUE_SIZE", "0",
        "invalid OTEL_BSP_MAX_QUEUE_SIZE '0': expected a number from 1 to 4194304; using 65536"
      ),
      (
        "OTEL_BSP_SCHEDULE_DELAY", "5s",
        "invalid OTEL_BSP_SCHEDULE_DELAY '5s': expected milliseconds from 1 to 3600000; using 5000"
      ),
      (
        "OTEL_RESOURCE_ATTRIBUTES", "a",
        "invalid OTEL_RESOURCE_ATTRIBUTES 'a': expected KEY=VALUE, percent-encoded; ignoring it"
      ),
      (
        "OTEL_RESOURCE_ATTRIBUTES", "a=%zz",
        "invalid OTEL_RESOURCE_ATTRIBUTES 'a=%zz': expected KEY=VALUE, percent-encoded; ignoring it"
      ),
      (
        "OTEL_RESOURCE_ATTRIBUTES", "a=%ff",
        "invalid OTEL_RESOURCE_ATTRIBUTES 'a=%ff': expected KEY=VALUE, percent-encoded; ignoring it"
      ),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "secret",
        "invalid OTEL_EXPORTER_OTLP_HEADERS '(not shown)': expected KEY=VALUE, percent-encoded; ignoring it"
      ),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0aX:y",
        "invalid OTEL_EXPORTER_OTLP_HEADERS 'a': not a header that can be sent; ignoring it"
      ),
      (
        "OTEL_EXPORTER_OTLP_HEADERS", "Connection=keep-alive",
        "invalid OTEL_EXPORTER_OTLP_HEADERS 'Connection': not a header that can be sent; ignoring it"
      ),
      (
        "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
        "invalid OTEL_EXPORTER_OTLP_COMPRESSION 'gzip': expected none; using none"
      ),
    ]
  )
  func
    `A bad value is a warning with its name, itself and what is used instead; a header's value is never shown`(
      name: String,
      value: String,
      warning: String
    )
  {
    let (settings, warnings) = TracingSettings.read(["DECNET_DEVELOPER_TRACING": "1", name: value])
    #expect(warnings == [warning])
    #expect(settings?.headers.isEmpty == true && settings?.resourceAttributes.isEmpty == true)
  }

  @Test(arguments: ["2", "-0.1", "half", "nan"])
  func `A bad ratio is a warning, and everything is sampled`(text: String) {
    let (settings, warnings) = TracingSettings.read([
      "DECNET_DEVELOPER_TRACING": "1", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
      "OTEL_TRACES_SAMPLER_ARG": text,
    ])
    #expect(warnings == ["invalid OTEL_TRACES_SAMPLER_ARG '\(text)': expected a number from 0 to 1; using 1"])
    #expect(settings?.sampler == .standard)
  }
}
