internal import OTLPMessages
internal import SwiftProtobuf

/// An encoded `ExportTraceServiceRequest`, the same for HTTP and gRPC.
struct ExportRequest: Sendable {
  let bytes: [UInt8]
  /// The number of spans.
  let count: Int

  init(_ items: [SpanQueue.Item], from origin: SpanOrigin) {
    count = items.reduce(0) { $0 + $1.count }
    // Fields after an encoded message belong to it too, so encoded spans need no message around them.
    var scopeSpans = WireBytes(origin.scopeSpans)
    scopeSpans.bytes.reserveCapacity(scopeSpans.bytes.count + 256 * count)
    for item in items {
      switch item {
      case .span(let span): scopeSpans.put(OTLPField.spans, span)
      case .events(let batch, let range): batch.encode(range, to: &scopeSpans)
      }
    }
    var resourceSpans = WireBytes(origin.resourceSpans)
    resourceSpans.put(OTLPField.scopeSpans, scopeSpans.bytes)
    var request = WireBytes()
    request.put(OTLPField.resourceSpans, resourceSpans.bytes)
    bytes = request.bytes
  }
}

/// The source of the spans, which every request names.
struct SpanOrigin: Sendable {
  /// An encoded `ResourceSpans` without spans: the service and its attributes.
  let resourceSpans: [UInt8]
  /// An encoded `ScopeSpans` without spans: the instrumentation.
  let scopeSpans: [UInt8]

  init(_ settings: TracingSettings) {
    var attributes = settings.resourceAttributes
    attributes["service.name"] = settings.serviceName
    // OpenTelemetry's conventions require these three.
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
    // Encoding fails only for missing required fields, and OTLP has none.
    resourceSpans = (try? resource.serializedBytes()) ?? []
    scopeSpans = (try? scope.serializedBytes()) ?? []
  }
}
