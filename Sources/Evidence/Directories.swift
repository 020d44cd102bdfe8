import Glibc

/// Makes directories.
enum Directories {
  /// Makes the directories above `path` that don't exist, open to the owner and readable by the group.
  static func make(above path: String) throws(EvidenceError) {
    let (directory, _) = TruncatedCopy.split(path)
    if mkdir(directory, 0o750) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, directory != path else { throw EvidenceError("make", directory, code: errno) }
    try make(above: directory)
    if mkdir(directory, 0o750) != 0, errno != EEXIST {
      throw EvidenceError("make", directory, code: errno)
    }
  }
}
