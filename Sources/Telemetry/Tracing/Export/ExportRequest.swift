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
