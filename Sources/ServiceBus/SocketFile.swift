internal import Basics
internal import Glibc

/// The broker's socket in the file system, from making it to removing it.
///
/// Nobody can connect before owner and mode are right, because the socket only then begins to listen. Whoever makes
/// or removes such a file has the directory locked (flock(2)) meanwhile, so that of two brokers that start at once
/// one sees the other.
struct SocketFile {
  /// What tells this file from one that another broker made in its place.
  private struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t
  }

  private static let mode: mode_t = 0o660
  private static let backlog: Int32 = 128

  let path: String
  /// The listening socket. Whoever takes it closes it.
  let descriptor: Int32
  /// Why the group could not be given to the file; `nil` if it has it, or there is no such group.
  let groupProblem: String?
  private let identity: Identity

  /// Makes a socket that listens at `path`, in the place of a stale one.
  ///
  /// - Throws: ``BusError``: `badPath`, `addressInUse`, `permissionDenied`, `unavailable`.
  init(path: String, group: String?) throws(BusError) {
    try Self.checkLength(path)
    self.path = path
    let lock = try DirectoryLock(of: path)
    defer { lock.release() }
    try Self.clearPlace(path)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Self.failure("make a socket for", path) }
    var isBound = false
    do throws(BusError) {
      guard Self.withAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
        throw Self.failure("bind a socket to", path)
      }
      isBound = true
      groupProblem = Self.giveGroup(group, path)
      guard chmod(path, Self.mode) == 0 else { throw Self.failure("set the mode of", path) }
      guard let identity = Self.identity(of: path) else { throw Self.failure("find the new socket", path) }
      self.identity = identity
      guard listen(descriptor, Self.backlog) == 0 else { throw Self.failure("listen at", path) }
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      if isBound { unlink(path) }
      throw error
    }
  }

  /// Removes the file, unless another broker's is there by now.
  func remove() {
    guard let lock = try? DirectoryLock(of: path) else { return }
    defer { lock.release() }
    if Self.identity(of: path) == identity { unlink(path) }
  }

  /// - Throws: `badPath` for a path that does not fit into a socket's address.
  static func checkLength(_ path: String) throws(BusError) {
    guard !path.isEmpty, path.utf8.count <= BusLimit.socketPath, !path.utf8.contains(0) else {
      throw BusError(
        code: .badPath,
        message:
          "a socket's path has 1 to \(BusLimit.socketPath) bytes; this one has \(path.utf8.count): \(path)"
      )
    }
  }

  /// Removes what is at `path` if it is a socket that nobody listens at.
  private static func clearPlace(_ path: String) throws(BusError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw failure("look at", path)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw BusError(code: .badPath, message: "\(path) is there and is not a socket; it was left alone")
    }
    let descriptor = socket(
      AF_UNIX,
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
      0
    )
    guard descriptor >= 0 else { throw failure("make a socket for", path) }
    defer { close(descriptor) }
    let result = withAddress(path) { connect(descriptor, $0, $1) }
    if result != 0, errno == ECONNREFUSED {
      guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove the stale socket", path) }
      return
    }
    if result != 0, errno == ENOENT { return }
    if result != 0, errno == EACCES || errno == EPERM { throw failure("find out who listens at", path) }
    // It answered, or its queue is full, or it is of another kind: somebody is there.
    throw BusError(code: .addressInUse, message: "another broker listens at \(path)")
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

  static func withAddress(
    _ path: String,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      room.copyBytes(from: path.utf8.prefix(BusLimit.socketPath))
    }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  private static func failure(_ action: String, _ path: String) -> BusError {
    let number = errno
    let code: BusError.Code = number == EACCES || number == EPERM ? .permissionDenied : .unavailable
    return BusError(code: code, message: "can't \(action) \(path): \(String(cString: strerror(number)))")
  }
}
