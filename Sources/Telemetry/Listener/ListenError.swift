internal import Files
internal import Glibc

/// The listener can't be had where it was wanted.
public struct ListenError: Error, CustomStringConvertible {
  /// What kind of failure it is, so that a caller can decide.
  public enum Code: Sendable, Hashable {
    /// What was given is no address to listen at.
    case badAddress
    /// Another program listens there.
    case inUse
    /// The process may not listen there.
    case permissionDenied
    /// The machine has no such address, or no such directory.
    case unavailable
    /// Anything else.
    case failed
  }

  /// The kind of failure.
  public let code: Code
  /// One line: what, where and why.
  public let message: String

  /// The message.
  public var description: String { message }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: SocketFileError) {
    let code: Code =
      switch error.code {
      case .badPath: .badAddress
      case .notASocket, .inUse: .inUse
      case .permissionDenied: .permissionDenied
      case .noDirectory: .unavailable
      case .failed: .failed
      }
    self.init(code, "cannot listen at unix:\(error.message)")
  }

  init(_ address: ListenAddress, code number: Int32) {
    let message = "cannot listen at \(address): \(String(cString: strerror(number)))"
    switch number {
    case EADDRINUSE:
      self.init(.inUse, "cannot listen at \(address): another program listens there")
    case EACCES, EPERM, EROFS:
      self.init(.permissionDenied, message)
    case EADDRNOTAVAIL, EAFNOSUPPORT:
      self.init(.unavailable, message)
    default:
      self.init(.failed, message)
    }
  }
}
