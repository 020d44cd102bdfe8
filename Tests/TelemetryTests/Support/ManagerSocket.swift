import Glibc
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// The service manager's side of `NOTIFY_SOCKET`: a real datagram socket.
final class ManagerSocket: Sendable {
  private let descriptor: Int32
  /// What `NOTIFY_SOCKET` is.
  let name: String

  /// - Parameter name: a path, or `@` and a name in the abstract namespace.
  init(_ name: String) throws {
    self.name = name
    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    descriptor = socket(AF_UNIX, type, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
    }
    guard isBound else { throw IOError(errnoCode: errno, reason: "bind") }
  }

  deinit { close(descriptor) }

  /// The next message, if there is one.
  func receive() -> String? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// Waits for the next message.
  func next() async throws -> String {
    var message: String?
    try await eventually("a message comes") {
      message = receive()
      return message != nil
    }
    return message ?? ""
  }

  /// Waits for a message that begins with a text, and leaves out those before it.
  func next(_ prefix: String) async throws -> String {
    while true {
      let message = try await next()
      if message.hasPrefix(prefix) { return message }
    }
  }
}
