internal import Basics
import Glibc

/// Directories and what is in their names.
package enum Directories {
  /// Makes the directories above `path` that don't exist, open to the owner and readable by the group.
  static func make(above path: String) throws(EvidenceError) {
    let (directory, _) = split(path)
    if mkdir(directory, 0o750) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, directory != path else { throw EvidenceError("make", directory, code: errno) }
    try make(above: directory)
    if mkdir(directory, 0o750) != 0, errno != EEXIST {
      throw EvidenceError("make", directory, code: errno)
    }
  }

  /// Makes sure that the names in the directory of `path` survive a power cut.
  static func synchronize(above path: String) throws(EvidenceError) {
    let (directory, _) = split(path)
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw EvidenceError("open", directory, code: errno) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", directory, code: errno) }
  }

  /// The names in a directory, in no order, without `.` and `..`.
  static func names(in directory: String) throws(EvidenceError) -> [String] {
    let (names, code) = read(directory)
    guard code == 0 else { throw EvidenceError("read", directory, code: code) }
    return names
  }

  /// As many of the names in a directory as can be read.
  package static func readableNames(in directory: String) -> [String] { read(directory).names }

  private static func read(_ directory: String) -> (names: [String], code: Int32) {
    guard var stream = DirectoryStream(directory) else { return ([], errno) }
    var names: [String] = []
    while let name = stream.next() { names.append(name) }
    return (names, errno)
  }

  /// The path of a name in a directory.
  package static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// The directory and the name in it.
  package static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}
