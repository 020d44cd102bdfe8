internal import Files
internal import Glibc
internal import NIOCore

extension BusError {
  /// - Throws: `badPath` for a path that the network library can't connect to.
  static func checkLength(of path: String) throws(BusError) {
    guard !path.isEmpty, path.utf8.count <= BusLimit.socketPath, !path.utf8.contains(0) else {
      throw BusError(
        code: .badPath,
        message:
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
    self.init(code: code, message: "cannot listen at \(error.message)")
  }

  /// Says what an error of the network library's means for a connection to the socket at `path`.
  init(connecting error: any Error, path: String) {
    switch (error as? IOError)?.errnoCode {
    case ENOENT, ENOTDIR:
      self.init(code: .unavailable, message: "there is no socket \(path): is the broker running?")
    case ECONNREFUSED:
      self.init(code: .unavailable, message: "nobody listens at \(path): is the broker running?")
    case EACCES, EPERM:
      self.init(
        code: .permissionDenied,
        message: "this process may not open \(path): is it in the socket's group?"
      )
    case EAGAIN:
      self.init(code: .unavailable, message: "the broker at \(path) takes no connections")
    default:
      self.init(code: .unavailable, message: "can't connect to \(path)", cause: error)
    }
  }
}
