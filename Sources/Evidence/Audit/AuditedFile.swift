import Glibc

/// A file that has the name of one of ours, or that a rotation may have made of it.
struct AuditedFile {
  let path: String
  /// Whether it has the name itself.
  let isLive: Bool
  /// What a rotation's name says of its place among the others; `nil` where it says nothing.
  let rotation: RotationName?
  let inode: UInt64
  /// Bytes, as it stands.
  let size: Int
  /// Whether it is compressed with gzip.
  let isCompressed: Bool
  /// How many lines it has; `nil` until it was read.
  var lines: Int?
  /// How many of them are ours, and as they were written.
  var ours = 0
  /// Whether it is known what was written to it.
  var isSettled = false

  /// The file of a name, and all that it may have been rotated to.
  ///
  /// - Parameter excluded: paths with which those begin that have nothing to do with the file.
  /// - Throws: ``EvidenceError`` for one that is there and can't be read.
  static func all(of path: String, excluded: [String]) throws(EvidenceError) -> [AuditedFile] {
    var files: [AuditedFile] = []
    if let file = try AuditedFile(path, of: path) { files.append(file) }
    for sibling in SiblingFiles.paths(of: path, excluded: excluded) {
      if let file = try AuditedFile(sibling, of: path) { files.append(file) }
    }
    return files
  }

  /// - Returns: `nil` for what is no regular file, or not there.
  private init?(_ path: String, of name: String) throws(EvidenceError) {
    self.path = path
    isLive = path == name
    let suffix = SiblingFiles.suffix(of: path, after: name)
    rotation = RotationName(suffix: suffix.hasSuffix(".gz") ? suffix.dropLast(3) : suffix[...])
    guard let file = try Self.open(path, isLive: isLive) else { return nil }
    inode = file.identity.inode
    size = file.size
    isCompressed = FileBytes.match(file.descriptor, at: 0, [0x1F, 0x8B])
  }

  /// Its content from the beginning; `nil` where it is no longer there.
  func content() throws(EvidenceError) -> FileContentReader? {
    guard let file = try open() else { return nil }
    // zlib closes what it is given.
    let duplicate = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw EvidenceError("open", path, code: errno) }
    return FileContentReader(descriptor: duplicate)
  }

  /// The file, to look at single bytes; `nil` where it is no longer there.
  func open() throws(EvidenceError) -> OpenFile? { try Self.open(path, isLive: isLive) }

  private static func open(_ path: String, isLive: Bool) throws(EvidenceError) -> OpenFile? {
    // The log's own name may be a link to where there is more room.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (isLive ? 0 : O_NOFOLLOW)
    let descriptor = Glibc.open(path, flags)
    guard descriptor < 0 else { return OpenFile(descriptor) }
    switch errno {
    // A link (ELOOP), a socket (ENXIO) and a file that went meanwhile are none of ours.
    case ENOENT, ENOTDIR, ELOOP, ENXIO: return nil
    case let code: throw EvidenceError("open", path, code: code)
    }
  }

  /// Whether it comes before another one in an order from the newest to the oldest, as far as names tell.
  func isBefore(_ other: AuditedFile) -> Bool {
    switch (rotation, other.rotation) {
    case _ where isLive != other.isLive: isLive
    case (.numbered(let number), .numbered(let theirs)): (number, path) < (theirs, other.path)
    case (.dated(let date), .dated(let theirs)): (theirs, other.path) < (date, path)
    case (.numbered, _): true
    case (.dated, nil): true
    case (_, .some): false
    case (nil, nil): path < other.path
    }
  }

  /// Whether it may be older than another one, by what rotations call them.
  func mayBeOlder(than other: AuditedFile) -> Bool {
    if isLive { return false }
    if other.isLive { return true }
    return switch (rotation, other.rotation) {
    case (.numbered(let number), .numbered(let theirs)): number > theirs
    case (.dated(let date), .dated(let theirs)): date < theirs
    default: true
    }
  }
}
