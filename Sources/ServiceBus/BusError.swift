package import Basics
import Files
internal import Glibc
internal import NIOCore

/// What went wrong with the bus. Nothing that a peer sent gets into a message.
package typealias BusError = CodedError<BusErrorCode>

package enum BusErrorCode: String, ErrorCode {
  /// Not a valid topic or pattern.
  case badTopic = "bad topic"
  /// Not a valid client name.
  case badName = "bad name"
  /// The path is too long, lacks its directory, or is taken by something else.
  case badPath = "bad path"
  /// Another broker listens at the path.
  case addressInUse = "address in use"
  /// This process may not open the socket, or create one in that directory.
  case permissionDenied = "permission denied"
  /// Nobody listens at the path, or no socket can be had.
  case unavailable
  /// The peer violated the protocol.
  case protocolViolation = "protocol violation"
  /// The connection ended.
  case connectionLost = "connection lost"

  package var label: String? { rawValue }
}

extension BusError {
  static func violation(_ message: String) -> Self { Self(.protocolViolation, message) }

  /// Throws `badPath` for a path that SwiftNIO can't connect to.
  static func checkLength(of path: String) throws(BusError) {
    guard !path.isEmpty, path.utf8.count <= BusLimit.socketPath, !path.utf8.contains(0) else {
      throw BusError(
        .badPath,
        "a socket's path has 1 to \(BusLimit.socketPath) bytes; this one has \(path.utf8.count): \(path)"
      )
    }
  }

  /// Why the broker can't listen.
  init(_ error: SocketFileError) {
    let code: Code =
      switch error.code {
      case .badPath, .notASocket, .noDirectory: .badPath
      case .inUse: .addressInUse
      case .permissionDenied: .permissionDenied
      case .failed: .unavailable
      }
    self.init(code, "cannot listen at \(error.message)")
  }

  /// Translates an error of SwiftNIO from connecting to the socket at `path`.
  init(connecting error: any Error, path: String) {
    switch (error as? IOError)?.errnoCode {
    case ENOENT, ENOTDIR: self.init(.unavailable, "there is no socket \(path): is the broker running?")
    case ECONNREFUSED: self.init(.unavailable, "nobody listens at \(path): is the broker running?")
    case EACCES, EPERM:
      self.init(.permissionDenied, "this process may not open \(path): is it in the socket's group?")
    case EAGAIN: self.init(.unavailable, "the broker at \(path) accepts no connections")
    default: self.init(.unavailable, "can't connect to \(path)", cause: error)
    }
  }
}
