internal import Glibc
internal import NIOCore

extension BusError {
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
