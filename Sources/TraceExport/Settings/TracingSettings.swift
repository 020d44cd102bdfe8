internal import NIOSSL

/// What tracing needs to know.
///
/// Read from the environment by ``read(_:version:)``; names and defaults are OpenTelemetry's ("Environment Variable
/// Specification", "OpenTelemetry Protocol Exporter"), except where it says otherwise.
public struct TracingSettings: Sendable {
  /// A header of every request.
  public struct Header: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The value; often a secret.
    public var value: String

    /// A header.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Where spans go.
  public var endpoint: TracingEndpoint
  /// Sent with every request (`OTEL_EXPORTER_OTLP_HEADERS`).
  public var headers: [Header] = []
  /// A file of certificates (PEM) that are trusted in place of the system's (`OTEL_EXPORTER_OTLP_CERTIFICATE`).
  public var certificateFile: String?
  /// `service.name` (`OTEL_SERVICE_NAME`).
  public var serviceName = "decnet-collector"
  /// What else is known of the service (`OTEL_RESOURCE_ATTRIBUTES`).
  public var resourceAttributes: [String: String] = [:]
  /// The version of the program.
  public var version: String
  /// Which traces are recorded (`OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`).
  public var sampler = TraceSampler.standard
  /// How much one span may hold.
  public var limits = SpanLimits()
  /// The most spans that wait (`OTEL_BSP_MAX_QUEUE_SIZE`).
  ///
  /// OpenTelemetry's 2,048 are less than a single batch of records brings at full speed. So many are less than a
  /// second's at that speed, and a few MiB.
  public var queueLimit = 65_536
  /// The most bytes that wait: no setting of OpenTelemetry's, but the length of a span is an attacker's choice.
  public var queueSizeLimit = 32 << 20
  /// The most spans of a request (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
  public var batchLimit = 512
  /// How long spans wait for others to go along with (`OTEL_BSP_SCHEDULE_DELAY`).
  public var scheduleDelay = Duration.seconds(5)
  /// How long spans are tried, requests and pauses together (`OTEL_BSP_EXPORT_TIMEOUT`).
  public var exportTimeout = Duration.seconds(30)
  /// How long one request may take (`OTEL_EXPORTER_OTLP_TIMEOUT`).
  public var requestTimeout = Duration.seconds(10)
  /// How long the end may take.
  public var flushTimeout = Duration.seconds(2)
  /// The pause after a first failure; each further one doubles it.
  var shortestPause = Duration.seconds(1)
  /// The longest pause that is made unasked.
  var longestPause = Duration.seconds(30)
  /// The longest pause that an endpoint can ask for: spans don't keep for longer anyway.
  var longestRetryAfter = Duration.seconds(300)

  /// The default settings for an endpoint.
  public init(endpoint: TracingEndpoint, version: String = "") {
    self.endpoint = endpoint
    self.version = version
  }
}

extension TracingSettings {
  /// How an endpoint's certificate is checked: against the system's authorities, or only against those of
  /// ``certificateFile``.
  var tlsConfiguration: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let certificateFile { configuration.trustRoots = .file(certificateFile) }
    return configuration
  }
}

/// How much one span may hold; what is beyond is left out and, where OTLP has a field for it, counted.
public struct SpanLimits: Hashable, Sendable {
  /// The longest text of an attribute, in bytes of UTF-8, and the longest name of anything.
  ///
  /// `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` or `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`; those count characters, and a
  /// bound on memory has to count bytes. Their default is none, and attackers write the values.
  public var valueLength = 1024
  /// The most attributes of a span, an event or a link, and the most elements of an array.
  public var attributeCount = 128
  /// The most events of a span.
  public var eventCount = 128
  /// The most links of a span.
  public var linkCount = 128

  /// The default limits: OpenTelemetry's own counts.
  public init() {}
}
