internal import Files
import Glibc
internal import RotatedFiles

/// A file at one of our paths, or one that a rotation may have made of it.
struct AuditedFile {
  let name: SiblingName
  let inode: UInt64
  /// Bytes, as stored.
  let size: Int
  let isCompressed: Bool
  /// How many lines it has; `nil` until it was read.
  var lines: Int?
  /// How many of them are ours, and as they were written.
  var ours = 0
  /// Whether its generation is known.
  var isSettled = false

  /// The file at a path, and its rotated siblings.
  ///
  /// - Parameter excluded: prefixes of paths that don't belong to the file.
  static func all(of path: String, excluded: [String]) throws(EvidenceError) -> [AuditedFile] {
    var files: [AuditedFile] = []
    for name in [SiblingName(path, of: path)] + SiblingName.siblings(of: path, excluded: excluded) {
      if let file = try AuditedFile(name) { files.append(file) }
    }
    return files
  }

  /// - Returns: `nil` if it is missing or no regular file.
  private init?(_ name: SiblingName) throws(EvidenceError) {
    self.name = name
    guard let file = try Self.open(name) else { return nil }
    inode = file.identity.inode
    size = file.size
    isCompressed = FileBytes.match(file.descriptor, at: 0, [0x1F, 0x8B])
  }

  var path: String { name.path }
  var isLive: Bool { name.isLive }

  /// Its content from the beginning; `nil` if it is gone.
  func content() throws(EvidenceError) -> FileContentReader? {
    guard let file = try open() else { return nil }
    guard let content = FileContentReader(file) else { throw EvidenceError("open", path, code: errno) }
    return content
  }

  /// Opens it to read single bytes; `nil` if it is gone.
  func open() throws(EvidenceError) -> OpenFile? { try Self.open(name) }

  private static func open(_ name: SiblingName) throws(EvidenceError) -> OpenFile? {
    // The log's own name may be a link to where there is more room.
    if let file = OpenFile(reading: name.path, followsLink: name.isLive) { return file }
    switch errno {
    // No regular file (0), a link (ELOOP), a socket (ENXIO), or gone: none of ours.
    case 0, ENOENT, ENOTDIR, ELOOP, ENXIO: return nil
    case let code: throw EvidenceError("open", name.path, code: code)
    }
  }
}
