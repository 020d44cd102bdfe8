internal import AsyncHTTPClient
internal import Basics
internal import Glibc
internal import NIOCore
internal import NIOHTTP2
internal import NIOPosix
internal import NIOSSL

/// Explains errors of the network libraries to an operator.
enum TransportFault {
  static let timedOut = "no answer in time"
  private static let lost = "the connection ended before the answer did"

  static func reason(_ error: any Error) -> String {
    switch error {
    case is CancellationError: return timedOut
    case let error as NIOConnectionError:
      return error.connectionErrors.first.map { reason($0.error) } ?? "its name can't be resolved"
    case let error as IOError where error.errnoCode == ECONNREFUSED: return "nobody listens there"
    case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): return lost
    case ChannelError.connectTimeout: return "no connection in time"
    case let error as HTTPClientError:
      switch error {
      case .connectTimeout, .getConnectionFromPoolTimeout: return "no connection in time"
      case .deadlineExceeded, .readTimeout, .writeTimeout, .cancelled: return timedOut
      case .remoteConnectionClosed: return lost
      default: return PrintableText.make(from: error.shortDescription.utf8)
      }
    case ConnectionFault.lost, NIOSSLError.uncleanShutdown: return lost
    case NIOSSLError.noSuchFilesystemObject, NIOSSLError.failedToLoadCertificate:
      return "can't read the file of certificates in OTEL_EXPORTER_OTLP_CERTIFICATE"
    case NIOSSLError.handshakeFailed(let error): return handshake("\(error)")
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      return "its certificate is for another name"
    case ConnectionFault.notHTTP2: return "it offers no HTTP/2, which gRPC needs"
    case ConnectionFault.excessiveInput: return "it sends more than any answer has"
    case is any NIOHTTP2Error: return "it violates HTTP/2 (\(type(of: error)))"
    default: return PrintableText.make(from: "\(error)".utf8)
    }
  }

  /// - Parameter error: BoringSSL's text, the only explanation there is.
  private static func handshake(_ error: String) -> String {
    error.contains("CERTIFICATE_VERIFY_FAILED")
      ? "its certificate is not trusted; OTEL_EXPORTER_OTLP_CERTIFICATE can name a file of trusted ones"
      : "TLS failed: \(PrintableText.make(from: error.utf8))"
  }
}
