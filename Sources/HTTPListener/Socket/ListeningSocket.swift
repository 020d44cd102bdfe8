internal import Files
internal import Glibc
internal import Synchronization

/// A listening socket, open until it is closed or released. A UNIX socket's file is removed with it.
final class ListeningSocket: Sendable {
  /// How many connections the kernel queues.
  static let backlog: Int32 = 64

  /// The address, with the actual port if port 0 was asked for.
  let address: ListenAddress
  private let file: SocketFile?
  private let descriptor: Mutex<Int32?>

  /// Listens. A UNIX socket at which nobody listens is replaced; no other file is touched.
  init(_ address: ListenAddress) throws(ListenError) {
    let bound: Int32
    switch address.place {
    case .unix(let path):
      do {
        let file = try SocketFile(path, backlog: Self.backlog)
        bound = file.descriptor
        self.file = file
      } catch {
        throw ListenError(error)
      }
      self.address = address
    case .ipv4(let host, let port):
      bound = try Self.listen(host, port, address)
      file = nil
      self.address = ListenAddress(.ipv4(host, port: Self.port(of: bound) ?? port))
    case .ipv6(let host, let port):
      bound = try Self.listen(host, port, address)
      file = nil
      self.address = ListenAddress(.ipv6(host, port: Self.port(of: bound) ?? port))
    }
    descriptor = Mutex(bound)
  }

  deinit { close() }

  /// Stops listening; later calls have no effect.
  func close() {
    let open = descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
    guard let open else { return }
    file?.remove()
    Glibc.close(open)
  }

  /// Another descriptor of the same socket, for the caller to close; `nil` if that fails.
  func duplicate() -> Int32? {
    descriptor.withLock { descriptor in
      guard let descriptor else { return nil }
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      return copy >= 0 ? copy : nil
    }
  }

  private static func listen(
    _ host: String,
    _ port: Int,
    _ address: ListenAddress
  ) throws(ListenError) -> Int32 {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
      throw ListenError(address, code: EADDRNOTAVAIL)
    }
    defer { freeaddrinfo(found) }
    let (name, length) = (found.pointee.ai_addr, found.pointee.ai_addrlen)
    let type = hints.ai_socktype | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(found.pointee.ai_family, type, 0)
    guard descriptor >= 0 else { throw ListenError(address, code: errno) }
    var one: Int32 = 1
    // Connections of the previous process must not keep this one from its port.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, name, length) == 0, Glibc.listen(descriptor, backlog) == 0 else {
      let failure = errno
      Glibc.close(descriptor)
      throw ListenError(address, code: failure)
    }
    return descriptor
  }

  private static func port(of descriptor: Int32) -> Int? {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
    }
    guard isKnown else { return nil }
    // In both families the port follows the two bytes of the family.
    return withUnsafeBytes(of: address) { bytes in
      Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}
