internal import Basics
internal import Glibc

/// Why nobody can listen at an address.
public struct ListenError: Error, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: Sendable, Hashable {
    /// Not an address to listen at.
    case badAddress
    /// Another program is listening there.
    case inUse
    /// The process may not listen there.
    case permissionDenied
    /// No such address on this machine, or no such directory.
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
