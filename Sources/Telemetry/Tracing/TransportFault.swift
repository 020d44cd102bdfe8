internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Basics

/// What an error of the network libraries means to an operator.
enum TransportFault {
  static let timedOut = "no answer in time"

  static func reason(_ error: any Error) -> String {
    switch error {
    case is CancellationError:
      return timedOut
    case let error as NIOConnectionError:
      return error.connectionErrors.first.map { reason($0.error) } ?? "its name can't be resolved"
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      return "nobody listens there"
    case ChannelError.connectTimeout:
      return "no connection in time"
    case let error as HTTPClientError:
      switch error {
      case .connectTimeout, .getConnectionFromPoolTimeout: return "no connection in time"
      case .deadlineExceeded, .readTimeout, .writeTimeout, .cancelled: return timedOut
      case .remoteConnectionClosed: return "the connection ended before the answer did"
      default: return PrintableText.make(from: error.shortDescription.utf8)
      }
    default:
      return PrintableText.make(from: "\(error)".utf8)
    }
  }
}
