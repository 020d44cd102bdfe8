import Glibc

/// Descriptors of files that are to be synchronized, and the paths whose names are.
struct FileDuplicates: ~Copyable, Sendable {
  private var descriptors: [(descriptor: Int32, path: String)] = []
  private var names: [String] = []

  deinit { for (descriptor, _) in descriptors { close(descriptor) } }

  /// Takes over a descriptor.
  mutating func add(_ descriptor: Int32, of path: String) { descriptors.append((descriptor, path)) }

  /// The name of the file is to survive too.
  mutating func addName(_ path: String) { names.append(path) }

  /// Makes sure that all of it survives a power cut.
  func synchronize() throws(EvidenceError) {
    for (descriptor, path) in descriptors { try PendingSynchronization.synchronize(descriptor, path) }
    for path in names { try Directories.synchronize(above: path) }
  }
}
