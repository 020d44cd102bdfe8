package import Basics
internal import Files
internal import Glibc

/// Why nobody can listen at an address.
package typealias ListenError = CodedError<ListenErrorCode>

package enum ListenErrorCode: ErrorCode {
  /// Not an address to listen at.
  case badAddress
  /// Another program is listening there.
  case inUse
  /// The process may not listen there.
  case permissionDenied
  /// No such address on this machine, or no such directory.
  case unavailable
  case failed
}

extension ListenError {
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
    let what = "cannot listen at \(address)"
    switch number {
    case EADDRINUSE: self.init(.inUse, "\(what): another program listens there")
    case EACCES, EPERM, EROFS: self.init(.permissionDenied, what, errno: number)
    case EADDRNOTAVAIL, EAFNOSUPPORT: self.init(.unavailable, what, errno: number)
    default: self.init(.failed, what, errno: number)
    }
  }
}
