internal import NIOSSL

/// The settings of tracing.
///
/// Read from the environment by ``read(_:version:)``. Names and defaults are OpenTelemetry's ("Environment Variable
/// Specification", "OpenTelemetry Protocol Exporter") unless noted.
package struct TracingSettings: Sendable {
  /// A header of every request.
  struct Header: Hashable, Sendable {
    var name: String
    /// Often a secret.
    var value: String
  }

  var endpoint: TracingEndpoint
  /// `OTEL_EXPORTER_OTLP_HEADERS`.
  var headers: [Header] = []
  /// A PEM file of certificates trusted in place of the system's (`OTEL_EXPORTER_OTLP_CERTIFICATE`).
  var certificateFile: String?
  /// `service.name` (`OTEL_SERVICE_NAME`).
  var serviceName = "decnet-collector"
  /// Further attributes of the service (`OTEL_RESOURCE_ATTRIBUTES`).
  var resourceAttributes: [String: String] = [:]
  var version: String
  /// `OTEL_TRACES_SAMPLER`, `OTEL_TRACES_SAMPLER_ARG`.
  var sampler = TraceSampler.standard
  var limits = SpanLimits()
  /// The most queued spans (`OTEL_BSP_MAX_QUEUE_SIZE`).
  ///
  /// OpenTelemetry's default of 2,048 is less than one batch of records at full speed. This one is less than a second's
  /// worth, and a few MiB.
  var queueLimit = 65_536
  /// The most queued bytes. OpenTelemetry has no such setting, but attackers choose the length of a span.
  var queueSizeLimit = 32 << 20
  /// The most spans of a request (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
  var batchLimit = 512
  /// How long spans wait for a full batch (`OTEL_BSP_SCHEDULE_DELAY`).
  var scheduleDelay = Duration.seconds(5)
  /// How long a batch is tried, pauses included (`OTEL_BSP_EXPORT_TIMEOUT`).
  var exportTimeout = Duration.seconds(30)
  /// How long one request may take (`OTEL_EXPORTER_OTLP_TIMEOUT`).
  var requestTimeout = Duration.seconds(10)
  /// How long the last export may take.
  var flushTimeout = Duration.seconds(2)
  /// The pause after a first failure; each further one doubles it.
  var shortestPause = Duration.seconds(1)
  /// The longest of these pauses.
  var longestPause = Duration.seconds(30)
  /// The longest pause that an endpoint can ask for.
  var longestRetryAfter = Duration.seconds(300)

  init(endpoint: TracingEndpoint, version: String = "") {
    self.endpoint = endpoint
    self.version = version
  }

  /// Verifies the endpoint's certificate with ``certificateFile`` or the system's authorities.
  var tlsConfiguration: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    if let certificateFile { configuration.trustRoots = .file(certificateFile) }
    return configuration
  }
}

/// The limits of one span. What exceeds them is left out and, if OTLP has a field for it, counted.
struct SpanLimits: Hashable, Sendable {
  /// The longest text of an attribute and the longest name, in bytes of UTF-8.
  ///
  /// `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` or `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`; those count characters, but a bound
  /// on memory has to count bytes. Their default is no limit, but attackers write the values.
  var valueLength = 1024
  /// The most attributes of a span, an event or a link, and the most elements of an array.
  var attributeCount = 128
  var eventCount = 128
  var linkCount = 128
}
