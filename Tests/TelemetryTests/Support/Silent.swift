import Files
import Glibc

@testable import HTTPListener

/// A connection to a UNIX socket that says what it has to say, and then neither reads nor ends.
final class Silent: Sendable {
  private let descriptor: Int32

  init(_ address: ListenAddress, request: String = "") throws {
    guard case .unix(let path) = address.place else { throw ListenError(address, code: EAFNOSUPPORT) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard SocketFile.withAddress(path, { connect(descriptor, $0, $1) }) == 0 else {
      throw ListenError(address, code: errno)
    }
    _ = write(descriptor, request, request.utf8.count)
  }

  /// Whether the other side has closed the connection; what it has said is passed over.
  var isEnded: Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count <= 0 { return count == 0 || errno == ECONNRESET }
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Says that nothing more will be said.
  func finish() {
    Glibc.shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Ends the connection.
  func close() {
    Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
