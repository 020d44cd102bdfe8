internal import Files
internal import Glibc
internal import Synchronization

/// A socket that listens, until it is closed or forgotten. A UNIX socket's file goes with it.
final class ListeningSocket: Sendable {
  /// How many connections the system keeps that nobody has taken yet.
  static let backlog: Int32 = 64

  /// Where it listens; the port that was found where any was wanted.
  let address: ListenAddress
  private let file: SocketFile?
  private let descriptor: Mutex<Int32?>

  /// Listens.
  ///
  /// A UNIX socket's file that nobody listens at is replaced; nothing else that bears its name is touched.
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
      var socketAddress = sockaddr_in()
      socketAddress.sin_family = sa_family_t(AF_INET)
      socketAddress.sin_port = in_port_t(port).bigEndian
      inet_pton(AF_INET, host, &socketAddress.sin_addr)
      bound = try Self.listen(AF_INET, &socketAddress, address)
      file = nil
      self.address = ListenAddress(.ipv4(host, port: Self.port(of: bound) ?? port))
    case .ipv6(let host, let port):
      var socketAddress = sockaddr_in6()
      socketAddress.sin6_family = sa_family_t(AF_INET6)
      socketAddress.sin6_port = in_port_t(port).bigEndian
      inet_pton(AF_INET6, host, &socketAddress.sin6_addr)
      bound = try Self.listen(AF_INET6, &socketAddress, address)
      file = nil
      self.address = ListenAddress(.ipv6(host, port: Self.port(of: bound) ?? port))
    }
    descriptor = Mutex(bound)
  }

  deinit { close() }

  /// Stops to listen; whatever comes after the first time changes nothing.
  func close() {
    let open = descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
    guard let open else { return }
    file?.remove()
    Glibc.close(open)
  }

  /// Another descriptor of the same socket, for whoever closes it; `nil` where there can be none.
  func duplicate() -> Int32? {
    descriptor.withLock { descriptor in
      guard let descriptor else { return nil }
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      return copy >= 0 ? copy : nil
    }
  }

  private static func listen<Address>(
    _ family: Int32,
    _ socketAddress: inout Address,
    _ address: ListenAddress
  ) throws(ListenError) -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ListenError(address, code: errno) }
    var one: Int32 = 1
    // Connections of a process that has just ended must not keep the next one from its port.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    let failure = withUnsafePointer(to: &socketAddress) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32? in
        guard bind(descriptor, pointer, socklen_t(MemoryLayout<Address>.size)) == 0 else { return errno }
        return Glibc.listen(descriptor, backlog) == 0 ? nil : errno
      }
    }
    if let failure {
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
    // In both families the port stands behind the two bytes of the family.
    return withUnsafeBytes(of: address) { bytes in
      Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
    }
  }
}
