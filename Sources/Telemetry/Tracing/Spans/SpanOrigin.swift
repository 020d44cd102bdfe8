internal import OTLPMessages
internal import SwiftProtobuf

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
