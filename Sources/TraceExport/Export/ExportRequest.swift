internal import OTLPMessages
internal import SwiftProtobuf

/// Spans encoded for one request: an `ExportTraceServiceRequest`, which is the same over HTTP and gRPC.
struct ExportRequest: Sendable {
  /// What it says, encoded.
  let bytes: [UInt8]
  /// How many spans are in it.
  let count: Int

  init(_ items: [SpanQueue.Item], from origin: SpanOrigin) {
    count = items.reduce(0) { $0 + $1.count }
    var spans = WireBytes()
    spans.bytes.reserveCapacity(256 * count)
    for item in items {
      switch item {
      case .span(let span): spans.put(OTLPField.spans, span)
      case .events(let batch, let range): batch.encode(range, to: &spans)
      }
    }
    // Fields that follow a message's bytes belong to it as well, so that spans that are encoded already need no
    // message around them.
    var scopeSpans = WireBytes(origin.scopeSpans)
    scopeSpans.bytes.append(contentsOf: spans.bytes)
    var resourceSpans = WireBytes(origin.resourceSpans)
    resourceSpans.put(OTLPField.scopeSpans, scopeSpans.bytes)
    var request = WireBytes()
    request.put(OTLPField.resourceSpans, resourceSpans.bytes)
    bytes = request.bytes
  }
}

/// Who sends the spans: the same in every request.
struct SpanOrigin: Sendable {
  /// A `ResourceSpans` without spans, encoded: the service, and what else is known of where it runs.
  let resourceSpans: [UInt8]
  /// A `ScopeSpans` without spans, encoded: what made the spans.
  let scopeSpans: [UInt8]

  init(_ settings: TracingSettings) {
    var attributes = settings.resourceAttributes
    attributes["service.name"] = settings.serviceName
    // OpenTelemetry's conventions want these three of whoever makes spans without its own SDK as well.
    attributes["telemetry.sdk.name"] = "decklog"
    attributes["telemetry.sdk.language"] = "swift"
    attributes["telemetry.sdk.version"] = settings.version
    let resource = Opentelemetry_Proto_Trace_V1_ResourceSpans.with { message in
      message.resource.attributes = attributes.sorted { $0.key < $1.key }.map { name, value in
        .with {
          $0.key = name
          $0.value.stringValue = value
        }
      }
    }
    let scope = Opentelemetry_Proto_Trace_V1_ScopeSpans.with {
      $0.scope.name = "decklog"
      $0.scope.version = settings.version
    }
    // Encoding fails for required fields that are missing, and OTLP has none.
    resourceSpans = (try? resource.serializedBytes()) ?? []
    scopeSpans = (try? scope.serializedBytes()) ?? []
  }
}
