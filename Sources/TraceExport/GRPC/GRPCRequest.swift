internal import NIOCore
internal import NIOHPACK

/// A unary call (gRPC over HTTP/2, "Requests").
struct GRPCRequest: Sendable {
  let headers: HPACKHeaders
  /// The message with its prefix.
  let body: ByteBuffer

  /// - Parameters:
  ///   - path: `/` service `/` method.
  ///   - fields: further headers, kept out of HPACK's tables since they may be secret.
  init(
    to endpoint: TracingEndpoint,
    path: String,
    fields: [TracingSettings.Header],
    message: [UInt8],
    timeout: Duration
  ) {
    var headers: HPACKHeaders = [
      ":method": "POST", ":scheme": endpoint.isSecure ? "https" : "http", ":path": path,
      ":authority": endpoint.authority, "te": "trailers", "grpc-timeout": Self.text(of: timeout),
      "content-type": "application/grpc", "user-agent": "decklog",
    ]
    for field in fields {
      headers.add(name: field.name.lowercased(), value: field.value, indexing: .neverIndexed)
    }
    self.headers = headers
    var body = ByteBuffer()
    body.reserveCapacity(5 + message.count)
    body.writeInteger(UInt8(0))
    body.writeInteger(UInt32(clamping: message.count))
    body.writeBytes(message)
    self.body = body
  }

  /// The value of `grpc-timeout`: at most eight digits and a unit, and never zero.
  static func text(of timeout: Duration) -> String {
    let (seconds, attoseconds) = max(timeout, .zero).components
    // Eight digits of milliseconds are 27 hours.
    guard seconds < 99_999 else { return "\(min(seconds, 99_999_999))S" }
    return "\(max(seconds * 1000 + attoseconds / 1_000_000_000_000_000, 1))m"
  }
}
