internal import Basics
internal import FoundationEssentials
internal import NIOHPACK
internal import NIOHTTP2
internal import OTLPMessages
internal import SwiftProtobuf

/// The end of a call without a message.
struct GRPCStatus: Error, Hashable {
  var code: GRPCCode
  /// The endpoint's message, or what is wrong with its answer; one printable line.
  var message: String
  /// The pause that the endpoint asks for.
  var pause: Duration?

  init(_ code: GRPCCode, _ message: String, pause: Duration? = nil) {
    self.code = code
    self.message = message
    self.pause = pause
  }

  /// The status in trailers, or in an answer of headers alone; `nil` without one.
  init?(_ headers: HPACKHeaders) {
    guard let code = headers.first(name: "grpc-status") else { return nil }
    let message = PercentEncoding.decodeLeniently((headers.first(name: "grpc-message") ?? "").utf8)
    self.init(GRPCCode(code), PrintableText.make(from: message), pause: Self.pause(in: headers))
  }

  init(reset code: HTTP2ErrorCode) { self.init(GRPCCode(reset: code), "the stream was reset (\(code))") }

  /// The delay of a `RetryInfo` in the details of an error.
  private static func pause(in headers: HPACKHeaders) -> Duration? {
    for text in headers[canonicalForm: "grpc-status-details-bin"] {
      guard let bytes = Base64.decode(text), let status = try? Google_Rpc_Status(serializedBytes: bytes)
      else { continue }
      for detail in status.details where detail.isA(Google_Rpc_RetryInfo.self) {
        guard let info = try? Google_Rpc_RetryInfo(unpackingAny: detail) else { continue }
        return .seconds(max(info.retryDelay.seconds, 0)) + .nanoseconds(Int64(max(info.retryDelay.nanos, 0)))
      }
    }
    return nil
  }

  /// Whether a retry may help, by OTLP's list of retryable codes ("Failures" of OTLP/gRPC).
  var outcome: ExportOutcome {
    switch code {
    case .cancelled, .deadlineExceeded, .aborted, .outOfRange, .unavailable, .dataLoss:
      return .postponed(reason: reason, pause: pause)
    case .resourceExhausted where pause != nil: return .postponed(reason: reason, pause: pause)
    default: return .refused(reason: reason)
    }
  }

  private var reason: String {
    if code == .deadlineExceeded { return TransportFault.timedOut }
    return "\(code)" + (message.isEmpty ? "" : ": \(message)")
  }
}

/// A gRPC status code (gRPC, "Status codes and their use in gRPC").
enum GRPCCode: Int, CaseIterable, Sendable {
  // Numbered from 0, in this order.
  case ok, cancelled, unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists, permissionDenied
  case resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented, internalError, unavailable
  case dataLoss, unauthenticated

  /// Parses `grpc-status`; any other value is `unknown`.
  init(_ text: String) { self = Int(text).flatMap(Self.init(rawValue:)) ?? .unknown }

  /// The code for an HTTP response without one (gRPC, "HTTP to gRPC Status Code Mapping").
  init(httpStatus: String) {
    switch httpStatus {
    case "400": self = .internalError
    case "401": self = .unauthenticated
    case "403": self = .permissionDenied
    case "404": self = .unimplemented
    case "429", "502", "503", "504": self = .unavailable
    default: self = .unknown
    }
  }

  /// The code for a stream that the endpoint reset (gRPC over HTTP/2, "Errors").
  init(reset code: HTTP2ErrorCode) {
    switch code {
    case .refusedStream: self = .unavailable
    case .cancel: self = .cancelled
    case .enhanceYourCalm: self = .resourceExhausted
    case .inadequateSecurity: self = .permissionDenied
    case .noError, .protocolError, .internalError, .flowControlError, .settingsTimeout, .frameSizeError,
      .compressionError, .connectError:
      self = .internalError
    default: self = .unknown
    }
  }
}

/// Decodes base64 (RFC 4648, section 4).
enum Base64 {
  /// - Returns: `nil` if it is invalid. Padding may be missing, as in gRPC's binary headers, or too long.
  static func decode(_ text: String) -> [UInt8]? {
    let missing = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
    return Data(base64Encoded: text + String(repeating: "=", count: missing)).map { Array($0) }
  }
}
