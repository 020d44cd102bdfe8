internal import Basics
internal import NIOHPACK
internal import NIOHTTP2
internal import OTLPMessages
internal import SwiftProtobuf

/// How a call ended that brought no message.
struct GRPCStatus: Error, Hashable {
  var code: GRPCCode
  /// The endpoint's words, or what is wrong with its answer; fit for a line of a log.
  var message: String
  /// How long the endpoint asks to wait before the next attempt.
  var pause: Duration?

  init(_ code: GRPCCode, _ message: String, pause: Duration? = nil) {
    self.code = code
    self.message = message
    self.pause = pause
  }

  /// The status in trailers, or in headers that are all there is; `nil` without one.
  init?(_ headers: HPACKHeaders) {
    guard let code = headers.first(name: "grpc-status") else { return nil }
    let message = PercentEncoding.decodeLeniently((headers.first(name: "grpc-message") ?? "").utf8)
    self.init(GRPCCode(code), PrintableText.make(from: message), pause: Self.pause(in: headers))
  }

  /// The endpoint reset the stream.
  init(reset code: HTTP2ErrorCode) {
    self.init(GRPCCode(reset: code), "the stream was reset (\(code))")
  }

  /// The delay of a `RetryInfo` in the details of an error.
  private static func pause(in headers: HPACKHeaders) -> Duration? {
    for text in headers[canonicalForm: "grpc-status-details-bin"] {
      guard let bytes = Base64.decode(text),
        let status = try? Google_Rpc_Status(serializedBytes: bytes)
      else { continue }
      for detail in status.details where detail.isA(Google_Rpc_RetryInfo.self) {
        guard let info = try? Google_Rpc_RetryInfo(unpackingAny: detail) else { continue }
        return .seconds(max(info.retryDelay.seconds, 0)) + .nanoseconds(Int64(max(info.retryDelay.nanos, 0)))
      }
    }
    return nil
  }
}

extension GRPCStatus {
  /// What it means for the spans: OTLP says which codes may go better later ("Failures" of OTLP/gRPC).
  var outcome: ExportOutcome {
    switch code {
    case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss:
      return .postponed(reason: reason, pause: pause)
    case .resourceExhausted where pause != nil:
      return .postponed(reason: reason, pause: pause)
    default:
      return .refused(reason: reason)
    }
  }

  private var reason: String {
    if code == .deadlineExceeded { return TransportFault.timedOut }
    return "\(code)" + (message.isEmpty ? "" : ": \(message)")
  }
}
