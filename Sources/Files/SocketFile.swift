package import Basics
package import Glibc

/// A listening UNIX socket and its file, from creation to removal.
///
/// Nobody can connect before owner and mode are right, because the socket listens only then. Creating and removing the
/// file lock the directory: of two processes starting at once, one sees the other.
package struct SocketFile: Sendable {
  /// The longest path that fits into a `sockaddr_un`, in bytes.
  package static let longestPath = 107
  /// Owner and group may connect.
  private static let mode: mode_t = 0o660

  package let path: String
  /// The listening socket. Whoever takes it closes it.
  package let descriptor: Int32
  /// Why the file couldn't be given to the group; `nil` if it was, or if there is no such group.
  package let groupProblem: String?
  private let status: FileStatus

  /// Listens at `path`, replacing a stale socket.
  ///
  /// - Parameters:
  ///   - group: the name of the group that may connect; `nil` for that of the process.
  ///   - backlog: how many pending connections the system queues.
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
      guard Self.withAddress(path, { bind(descriptor, $0, $1) }) == 0
      else { throw SocketFileError(path, code: errno) }
      isBound = true
      groupProblem = Self.giveGroup(group, path)
      guard chmod(path, Self.mode) == 0, let status = Self.socketStatus(of: path),
        listen(descriptor, backlog) == 0
      else { throw SocketFileError(path, code: errno) }
      self.status = status
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      if isBound { unlink(path) }
      throw error
    }
  }

  /// Removes the file, unless another process has replaced it.
  package func remove() {
    guard let lock = try? DirectoryLock(of: path) else { return }
    defer { lock.release() }
    if Self.socketStatus(of: path)?.isSameFile(as: status) == true { unlink(path) }
  }

  /// Removes a socket at `path` that nobody listens at.
  private static func clearPlace(_ path: String) throws(SocketFileError) {
    guard let status = FileStatus(of: path, followsLink: false) else {
      if errno == ENOENT { return }
      throw SocketFileError(path, code: errno)
    }
    guard status.isSocket
    else { throw SocketFileError(.notASocket, "\(path): is there and is not a socket; it was left alone") }
    let descriptor = makeSocket(Int32(SOCK_NONBLOCK.rawValue))
    guard descriptor >= 0 else { throw SocketFileError(path, code: errno) }
    defer { close(descriptor) }
    guard withAddress(path, { connect(descriptor, $0, $1) }) != 0
    else { throw SocketFileError(path, code: EADDRINUSE) }
    switch errno {
    // A process that has just exited may have removed its file.
    case ENOENT: return
    case ECONNREFUSED:
      guard unlink(path) == 0 || errno == ENOENT else { throw SocketFileError(path, code: errno) }
    case EACCES, EPERM: throw SocketFileError(path, code: errno)
    // A full queue or a socket of another type: someone is there.
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

  private static func socketStatus(of path: String) -> FileStatus? {
    FileStatus(of: path, followsLink: false).flatMap { $0.isSocket ? $0 : nil }
  }

  /// Calls `body` with the address of a path, cut to ``longestPath``.
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

package enum SocketFileErrorCode: ErrorCode {
  /// No socket can have the path.
  case badPath
  /// Something else has the path.
  case notASocket
  case inUse
  /// The process may not make or look at the file.
  case permissionDenied
  case noDirectory
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

/// A lock on a file's directory (flock(2)), which leaves no file behind; needs permission to read the directory.
private struct DirectoryLock {
  /// Attempts to get a lock that another process holds, and microseconds between them.
  private static let (attempts, pause) = (100, UInt32(20_000))

  private let descriptor: Int32

  /// - Throws: `noDirectory` if there is none, or `failed` if it stays locked for two seconds.
  init(of path: String) throws(SocketFileError) {
    descriptor = open(Directories.split(path).directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == EACCES else { throw SocketFileError(path, code: errno) }
      return
    }
    for _ in 0..<Self.attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      usleep(Self.pause)
    }
    close(descriptor)
    throw SocketFileError(.failed, "\(path): another process keeps the directory locked")
  }

  func release() { if descriptor >= 0 { close(descriptor) } }
}
