internal import CDecklog
import Glibc

/// A directory whose names someone else controls, such as a honeypot's artifacts or a container's files.
///
/// Below it no link is followed, no mount crossed, and only regular files with a single name are opened.
package final class ForeignDirectory: FileDirectory {
  /// The most names that ``names(withPrefix:)`` returns.
  package static let nameLimit = 1024
  /// The most entries that it looks at.
  private static let entryLimit = 65_536

  private let descriptor: Int32
  private let walks: Bool

  /// Opens the directory at `path`, following links: the path is the operator's, only its contents are untrusted.
  ///
  /// - Parameter walks: whether to avoid openat2(2) even if the kernel has it.
  package convenience init(_ path: String, walks: Bool = false) throws(ForeignFileFault) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try self.init(taking: descriptor < 0 ? -errno : descriptor, walks: walks)
  }

  /// Opens the directory at an absolute path that was resolved before: no component may be a link by now.
  package convenience init(resolved path: String, walks: Bool = false) throws(ForeignFileFault) {
    try self.init(taking: decklog_open_without_links(path, walks ? 1 : 0), walks: walks)
  }

  /// Opens a directory as a process sees it, by a path that is absolute there.
  ///
  /// Links are followed within the process's root directory, or not at all where openat2(2) is not available. Mounts are
  /// crossed. A process that has ended may have passed its number on to another one.
  package convenience init(inRootOf pid: Int, directory: String, walks: Bool = false) throws(ForeignFileFault)
  {
    try self.init(taking: decklog_open_in_root("/proc/\(pid)/root", directory, walks ? 1 : 0), walks: walks)
  }

  private init(taking descriptor: Int32, walks: Bool) throws(ForeignFileFault) {
    guard descriptor >= 0 else { throw ForeignFileFault(-descriptor) }
    guard !OpenFiles.isReserved(descriptor) else {
      close(descriptor)
      throw .failed(code: EMFILE)
    }
    self.descriptor = descriptor
    self.walks = walks
  }

  deinit { close(descriptor) }

  /// The directory's device, inode and birth, however it is named by now.
  package var identity: FileIdentity {
    FileStatus(of: descriptor).map { FileIdentity($0, descriptor: descriptor) } ?? .none
  }

  package var status: FileStatus? { FileStatus(of: descriptor) }

  package func status(of name: String) -> FileStatus? { FileStatus(of: name, in: descriptor) }

  package func names(withPrefix prefix: String) -> FileNames {
    var found = FileNames()
    let isComplete = try? forEachName(limit: Self.entryLimit) { name in
      guard name.hasPrefix(prefix), name != prefix else { return }
      if found.names.count < Self.nameLimit { found.names.append(name) } else { found.isComplete = false }
    }
    found.names.sort()
    // Who may not read the directory may still open the file itself.
    if isComplete == false { found.isComplete = false }
    return found
  }

  package func directory(_ path: String) throws(ForeignFileFault) -> ForeignDirectory {
    try ForeignDirectory(taking: open(path, readsDirectory: true), walks: walks)
  }

  /// Opens a regular file below this directory for reading, by a path relative to it.
  package func file(_ path: String) throws(ForeignFileFault) -> OpenFile {
    let place = open(path, readsDirectory: false)
    guard place >= 0 else { throw ForeignFileFault(-place) }
    defer { close(place) }
    guard let status = FileStatus(of: place) else { throw ForeignFileFault(errno) }
    guard status.isRegularFile else { throw .kind }
    guard status.links <= 1 else { throw .secondName }
    // Reopened by its descriptor it is the same file, whatever has the name by now.
    let file = Glibc.open("/proc/self/fd/\(place)", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { throw ForeignFileFault(errno) }
    guard let opened = OpenFile(file) else { throw .kind }
    guard !OpenFiles.isReserved(opened.descriptor) else { throw .failed(code: EMFILE) }
    return opened
  }

  /// Calls `body` with the names in this directory, in no order, without `.` and `..`.
  ///
  /// - Parameter limit: the most names to pass on.
  /// - Returns: whether those were all.
  package func forEachName(limit: Int, _ body: (String) -> Void) throws(ForeignFileFault) -> Bool {
    guard var stream = DirectoryStream(of: descriptor) else { throw ForeignFileFault(errno) }
    var count = 0
    while let name = stream.next() {
      guard count < limit else { return false }
      count += 1
      body(name)
    }
    guard errno == 0 else { throw ForeignFileFault(errno) }
    return true
  }

  private func open(_ path: String, readsDirectory: Bool) -> Int32 {
    walks
      ? decklog_walk_beneath(descriptor, path, readsDirectory ? 1 : 0)
      : decklog_open_beneath(descriptor, path, readsDirectory ? 1 : 0)
  }
}

/// Why a file below a ``ForeignDirectory`` isn't read.
package enum ForeignFileFault: Error, Hashable {
  case missing
  case link
  /// The path leaves the directory or its mount.
  case outside
  /// It is neither a regular file nor, where one is needed, a directory.
  case kind
  /// The file has a second hard link, which may be one that others must not read.
  case secondName
  case failed(code: Int32)

  /// Whether too many files are open, which says nothing about this one.
  package var isShortage: Bool { [.failed(code: EMFILE), .failed(code: ENFILE)].contains(self) }

  /// - Parameter code: a system call's error number; 0 for what is no regular file.
  init(_ code: Int32) {
    switch code {
    case 0: self = .kind
    case ENOENT: self = .missing
    case ELOOP: self = .link
    case EXDEV: self = .outside
    case ENOTDIR: self = .kind
    default: self = .failed(code: code)
    }
  }
}

extension ForeignFileFault: CustomStringConvertible {
  /// The reason, to follow the file's name.
  package var description: String {
    switch self {
    case .missing: "not found"
    case .link: "a symbolic link, which is not followed"
    case .outside: "on another mount or outside its directory"
    case .kind: "not a regular file or directory"
    case .secondName: "a file with a second hard link"
    case .failed(let code): String(cString: strerror(code))
    }
  }
}
