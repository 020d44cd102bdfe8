internal import Basics
internal import Evidence
internal import Glibc

/// A file that has the name of a record file, or one that a rotation gave it.
struct RotatedFile: Sendable, Hashable {
  let path: String
  /// What tells it from the others, whatever its name.
  let key: FileIdentity
  let size: Int
  /// When its content changed last, in nanoseconds since 1970.
  let modified: Int64
  /// `nil` for the record file itself, and for a file whose name no rotation makes.
  let name: RotationName?

  var isCompressed: Bool { path.hasSuffix(".gz") }

  /// `nil` for what is no regular file, or not there.
  init?(_ path: String, name: RotationName?) {
    // The record file may be a link to where there is more room.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (name == nil ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.path = path
    key = FileIdentity(status, descriptor: descriptor)
    size = Int(status.st_size)
    modified = status.st_mtim.nanosecondsSince1970
    self.name = name
  }
}
