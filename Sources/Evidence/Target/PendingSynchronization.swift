internal import Files
import Glibc

/// Tracks what of a file is not durable yet.
struct PendingSynchronization: ~Copyable {
  let path: String
  /// Renamed or deleted files with bytes of ours; closed once they are durable.
  private var left: [Int32] = []
  private var hasBytes = false
  private var hasName = false

  init(of path: String) { self.path = path }

  deinit { for descriptor in left { close(descriptor) } }

  mutating func noteBytes() { hasBytes = true }

  /// Notes that another file was opened, and takes over the descriptor of the one before.
  mutating func noteOpening(leaving descriptor: Int32?) {
    if let descriptor { if hasBytes { left.append(descriptor) } else { close(descriptor) } }
    hasBytes = true
    hasName = true
  }

  mutating func synchronize(_ descriptor: Int32) throws(EvidenceError) {
    while let older = left.last {
      try Self.synchronize(older, path)
      close(older)
      left.removeLast()
    }
    guard hasBytes else { return }
    try Self.synchronize(descriptor, path)
    if hasName { try Directories.synchronize(above: path) }
    hasName = false
    hasBytes = false
  }

  mutating func forgetLeft() {
    for descriptor in left { close(descriptor) }
    left = []
  }

  mutating func handOver(_ descriptor: Int32, to duplicates: inout FileDuplicates) throws(EvidenceError) {
    for older in left { duplicates.add(older, of: path) }
    left = []
    guard hasBytes else { return }
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw EvidenceError("sync", path, code: errno) }
    duplicates.add(duplicate, of: path)
    if hasName { duplicates.addName(path) }
    hasName = false
    hasBytes = false
  }

  /// Notes that what was handed over could not be synchronized.
  mutating func noteFailure() {
    hasBytes = true
    hasName = true
  }

  static func synchronize(_ descriptor: Int32, _ path: String) throws(EvidenceError) {
    if fdatasync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", path, code: errno) }
  }
}

/// Descriptors of files to be synchronized, and paths whose names are.
struct FileDuplicates: ~Copyable, Sendable {
  private var descriptors: [(descriptor: Int32, path: String)] = []
  private var names: [String] = []

  deinit { for (descriptor, _) in descriptors { close(descriptor) } }

  mutating func add(_ descriptor: Int32, of path: String) { descriptors.append((descriptor, path)) }

  mutating func addName(_ path: String) { names.append(path) }

  func synchronize() throws(EvidenceError) {
    for (descriptor, path) in descriptors { try PendingSynchronization.synchronize(descriptor, path) }
    for path in names { try Directories.synchronize(above: path) }
  }
}
