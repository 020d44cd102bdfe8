import Glibc

/// What of a file would not survive a power cut yet.
struct PendingSynchronization: ~Copyable {
  /// The name that the file has, or had.
  let path: String
  /// Files that were left with bytes of ours; closed when they are sure.
  private var left: [Int32] = []
  private var hasBytes = false
  private var hasName = false

  init(of path: String) { self.path = path }

  deinit { for descriptor in left { close(descriptor) } }

  /// Bytes were written.
  mutating func noteBytes() { hasBytes = true }

  /// Another file was opened; the one before it, if any, is this value's to close.
  mutating func noteOpening(leaving descriptor: Int32?) {
    if let descriptor { if hasBytes { left.append(descriptor) } else { close(descriptor) } }
    hasBytes = true
    hasName = true
  }

  /// Makes sure of all of it.
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

  /// Files that were left need not be sure.
  mutating func forgetLeft() {
    for descriptor in left { close(descriptor) }
    left = []
  }

  /// Hands what is to be synchronized to somebody else.
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

  /// What was handed over is not sure.
  mutating func noteFailure() {
    hasBytes = true
    hasName = true
  }

  static func synchronize(_ descriptor: Int32, _ path: String) throws(EvidenceError) {
    if fdatasync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", path, code: errno) }
  }
}
