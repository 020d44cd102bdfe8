internal import Files
internal import Glibc

/// What is at a path, and what this process may do there.
struct PathFacts: Sendable, Hashable {
  /// What a name leads to.
  enum Kind: Sendable, Hashable {
    case missing
    case file
    case directory
    /// A device, FIFO or socket.
    case other
    /// It can't be looked at; why.
    case unknown(String)
  }

  var path: String
  var kind: Kind
  /// Why this process may not write to it, or in a directory not make files; `nil` where it may.
  var refusal: String?
  /// Whose it, or the nearest directory above it, is.
  var owner: String

  init(path: String, kind: Kind, refusal: String? = nil, owner: String = "") {
    self.path = path
    self.kind = kind
    self.refusal = refusal
    self.owner = owner
  }

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

  /// The path itself or the nearest one above it that is there.
  static func nearest(_ path: String) -> PathFacts {
    var facts = PathFacts(lookingAt: path)
    while facts.kind == .missing, facts.path != "/", facts.path != "." {
      facts = PathFacts(lookingAt: Directories.split(facts.path).directory)
    }
    return facts
  }
}
