internal import NIOHTTP2

/// A gRPC status code (gRPC, "Status codes and their use in gRPC").
enum GRPCCode: Int, CaseIterable, Sendable {
  case ok = 0
  case cancelled = 1
  case unknown = 2
  case invalidArgument = 3
  case deadlineExceeded = 4
  case notFound = 5
  case alreadyExists = 6
  case permissionDenied = 7
  case resourceExhausted = 8
  case failedPrecondition = 9
  case aborted = 10
  case outOfRange = 11
  case unimplemented = 12
  case internalError = 13
  case unavailable = 14
  case dataLoss = 15
  case unauthenticated = 16

  /// Reads the value of `grpc-status`; what isn't a known code is `unknown`.
  init(_ text: String) {
    self = Int(text).flatMap(Self.init(rawValue:)) ?? .unknown
  }

  /// The code for an HTTP response that has none of its own (gRPC, "HTTP to gRPC Status Code Mapping").
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
