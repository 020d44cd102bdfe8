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
