internal import Files
internal import Glibc

/// What is at a path, and what this process may do there.
struct PathProbe: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case missing
    case file
    case directory
    /// A device, FIFO or socket.
    case other
    /// Why it is unknown.
    case unknown(String)
  }

  var path: String
  var kind: Kind
  /// Why this process may not write to the file, or create files in the directory; `nil` if it may.
  var refusal: String?
  /// Who owns it, or the nearest directory above it.
  var owner = ""
}

extension PathProbe {
  /// Looks at a path. Nothing is opened.
  init(lookingAt path: String) {
    let kind: Kind
    if let status = FileStatus(of: path) {
      kind = status.isRegularFile ? .file : status.isDirectory ? .directory : .other
    } else {
      kind = errno == ENOENT ? .missing : .unknown(String(cString: strerror(errno)))
    }
    let wanted = kind == .directory ? W_OK | X_OK : W_OK
    let isAllowed = faccessat(AT_FDCWD, path, wanted, AT_EACCESS) == 0
    self.init(
      path: path,
      kind: kind,
      refusal: isAllowed ? nil : String(cString: strerror(errno)),
      owner: FileOwner(nearest: path)?.description ?? ""
    )
  }

  /// Looks at the path itself, or the nearest one above it that exists.
  static func nearest(_ path: String) -> PathProbe {
    var probe = PathProbe(lookingAt: path)
    while probe.kind == .missing, probe.path != "/", probe.path != "." {
      probe = PathProbe(lookingAt: Directories.split(probe.path).directory)
    }
    return probe
  }
}
