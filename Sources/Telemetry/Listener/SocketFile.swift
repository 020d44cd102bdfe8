internal import Glibc

/// The file of a UNIX socket that this process has made.
struct SocketFile: Sendable, Hashable {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  /// The file that is there now; `nil` where there is none.
  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Removes the file, unless its name leads to another one by now.
  func remove() {
    guard SocketFile(path) == self else { return }
    unlink(path)
  }

  /// Makes way at a path: removes a socket that nobody listens at.
  ///
  /// Two that do so at the same moment may both believe that they listen there; only the later one does.
  static func clear(_ path: String, for address: ListenAddress) throws(ListenError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw ListenError(address, code: errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ListenError(.inUse, "cannot listen at \(address): what bears the name is no socket")
    }
    // Whoever has just gone may have taken the file along.
    switch connectionFailure(path) {
    case ENOENT: return
    case ECONNREFUSED: break
    case 0, EAGAIN, EINPROGRESS, EPROTOTYPE: throw ListenError(address, code: EADDRINUSE)
    case let failure: throw ListenError(address, code: failure)
    }
    guard unlink(path) == 0 || errno == ENOENT else { throw ListenError(address, code: errno) }
  }

  /// What a connection fails with; 0 where it doesn't.
  private static func connectionFailure(_ path: String) -> Int32 {
    guard var address = sockaddr_un(path: path) else { return ENAMETOOLONG }
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 ? 0 : errno
      }
    }
  }
}
