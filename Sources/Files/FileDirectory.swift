import Glibc

/// A directory that holds a file and the siblings that rotations made of it.
package protocol FileDirectory: Sendable {
  /// Lists the names that begin with a file's name, without the file's own, sorted.
  func names(withPrefix prefix: String) -> FileNames

  /// Opens a regular file for reading.
  func file(_ name: String) throws(ForeignFileFault) -> OpenFile

  /// Opens a file that a rotation made: unlike the file itself, never a link.
  func rotatedFile(_ name: String) throws(ForeignFileFault) -> OpenFile

  /// The status of what has a name now; `nil` if nothing has. Opens nothing.
  func status(of name: String) -> FileStatus?

  /// The directory's own status, which differs once a name is added or removed; `nil` if that isn't known.
  var status: FileStatus? { get }
}

extension FileDirectory {
  package func rotatedFile(_ name: String) throws(ForeignFileFault) -> OpenFile { try file(name) }

  /// Opens a regular file for reading; `nil` if it is missing or refused.
  package func open(_ name: String) -> OpenFile? { try? file(name) }

  /// Whether a name still belongs to an open file: until it is closed, no other can have its inode.
  package func isOpenFile(_ identity: FileIdentity, named name: String) -> Bool {
    status(of: name).map { ($0.device, $0.inode) == (identity.device, identity.inode) } ?? false
  }
}

/// Names in a directory.
package struct FileNames: Sendable, Hashable {
  package var names: [String] = []
  /// Whether there are no others.
  package var isComplete = true

  package init(_ names: [String] = [], isComplete: Bool = true) {
    self.names = names
    self.isComplete = isComplete
  }
}

/// Any directory of the operator's own. Its names are paths, spelled as the file's.
package struct OwnDirectory: FileDirectory {
  package init() {}

  package func names(withPrefix path: String) -> FileNames {
    let (directory, name) = Directories.split(path)
    // Spelled as the path is, because prefixes tell paths apart.
    let prefix = String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self)
    return FileNames(
      Directories.readableNames(in: directory).filter { $0.hasPrefix(name) && $0 != name }.map { prefix + $0 }
        .sorted()
    )
  }

  /// Follows a link: the file may be where there is more space.
  package func file(_ path: String) throws(ForeignFileFault) -> OpenFile { try open(path, followsLink: true) }

  package func rotatedFile(_ path: String) throws(ForeignFileFault) -> OpenFile {
    try open(path, followsLink: false)
  }

  package func status(of path: String) -> FileStatus? { FileStatus(of: path) }

  package var status: FileStatus? { nil }

  private func open(_ path: String, followsLink: Bool) throws(ForeignFileFault) -> OpenFile {
    guard let file = OpenFile(reading: path, followsLink: followsLink) else { throw ForeignFileFault(errno) }
    return file
  }
}
