package import Glibc

/// A listening UNIX socket and its file, from making it to removing it.
///
/// Nobody can connect before owner and mode are right, because the socket only then begins to listen. Whoever makes or
/// removes such a file locks the directory (flock(2)) meanwhile, so that of two processes that start at once one sees the
/// other.
package struct SocketFile: Sendable {
  /// What tells this file from one that another process made in its place.
  private struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t
  }

  /// The longest path that fits into a `sockaddr_un`, in bytes.
  package static let longestPath = 107
  /// Who may connect: owner and group.
  private static let mode: mode_t = 0o660

  package let path: String
  /// The listening socket. Whoever takes it closes it.
  package let descriptor: Int32
  /// Why the group could not be given to the file; `nil` if it has it, or there is no such group.
  package let groupProblem: String?
  private let identity: Identity

  /// Makes a socket that listens at `path`, in the place of a stale one.
  ///
  /// - Parameters:
  ///   - group: the name of the group that may connect; `nil` for that of the process.
  ///   - backlog: how many connections the system keeps that nobody has accepted yet.
  package init(_ path: String, group: String? = nil, backlog: Int32) throws(SocketFileError) {
    guard !path.isEmpty, path.utf8.count <= Self.longestPath, !path.utf8.contains(0) else {
      throw SocketFileError(
        .badPath,
        "\(path): a socket's path has 1 to \(Self.longestPath) bytes, none of them NUL"
      )
    }
    self.path = path
    let lock = try DirectoryLock(of: path)
    defer { lock.release() }
    try Self.clearPlace(path)
    let descriptor = Self.makeSocket()
    guard descriptor >= 0 else { throw SocketFileError(path, code: errno) }
    var isBound = false
    do throws(SocketFileError) {
      guard Self.withAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
        throw SocketFileError(path, code: errno)
      }
      isBound = true
      groupProblem = Self.giveGroup(group, path)
      guard chmod(path, Self.mode) == 0, let identity = Self.identity(of: path),
        listen(descriptor, backlog) == 0
      else { throw SocketFileError(path, code: errno) }
      self.identity = identity
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      if isBound { unlink(path) }
      throw error
    }
  }

  /// Removes the file, unless another process's is there by now.
  package func remove() {
    guard let lock = try? DirectoryLock(of: path) else { return }
    defer { lock.release() }
    if Self.identity(of: path) == identity { unlink(path) }
  }

  /// Removes what is at `path` if it is a socket that nobody listens at.
  private static func clearPlace(_ path: String) throws(SocketFileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw SocketFileError(path, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw SocketFileError(.notASocket, "\(path): is there and is not a socket; it was left alone")
    }
    let descriptor = makeSocket(Int32(SOCK_NONBLOCK.rawValue))
    guard descriptor >= 0 else { throw SocketFileError(path, code: errno) }
    defer { close(descriptor) }
    guard withAddress(path, { connect(descriptor, $0, $1) }) != 0 else {
      throw SocketFileError(path, code: EADDRINUSE)
    }
    switch errno {
    // Whoever has just gone may have taken the file along.
    case ENOENT: return
    case ECONNREFUSED:
      guard unlink(path) == 0 || errno == ENOENT else { throw SocketFileError(path, code: errno) }
    case EACCES, EPERM: throw SocketFileError(path, code: errno)
    // Its queue is full, or it is of another kind: somebody is there.
    default: throw SocketFileError(path, code: EADDRINUSE)
    }
  }

  private static func makeSocket(_ flags: Int32 = 0) -> Int32 {
    socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | flags, 0)
  }

  private static func giveGroup(_ name: String?, _ path: String) -> String? {
    guard let name, let group = AccountDatabase.group(named: name) else { return nil }
    guard lchown(path, uid_t.max, group) != 0 else { return nil }
    return "\(path) can't be given to the group \(name): \(String(cString: strerror(errno)))"
  }

  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
    return Identity(device: status.st_dev, inode: status.st_ino)
  }

  /// Calls `body` with the address of a path, which is cut to ``longestPath``.
  package static func withAddress<Result>(
    _ path: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(longestPath)) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}

/// Why no socket can listen at a path. The message begins with the path.
package typealias SocketFileError = CodedError<SocketFileErrorCode>

/// What kind of failure a ``SocketFileError`` is.
package enum SocketFileErrorCode: ErrorCode {
  /// No socket can have the path.
  case badPath
  /// Something else has the path.
  case notASocket
  /// Another process listens there.
  case inUse
  /// The process may not make or look at the file.
  case permissionDenied
  /// The directory is missing.
  case noDirectory
  /// Anything else.
  case failed
}

extension SocketFileError {
  /// - Parameter number: what a system call failed with.
  init(_ path: String, code number: Int32) {
    switch number {
    case EADDRINUSE: self.init(.inUse, "\(path): another program listens there")
    case EACCES, EPERM, EROFS: self.init(.permissionDenied, path, errno: number)
    case ENOENT, ENOTDIR: self.init(.noDirectory, path, errno: number)
    default: self.init(.failed, path, errno: number)
    }
  }
}
