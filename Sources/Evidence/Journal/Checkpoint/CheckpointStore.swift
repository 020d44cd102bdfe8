import Glibc
import NIOCore
import Synchronization

/// The files that hold checkpoints: two that survive a power cut, and two that need not.
///
/// Of each pair the older one is overwritten, so that there is always a whole one.
final class CheckpointStore: Sendable {
  /// Which pair.
  enum Pair: String, Sendable, CaseIterable {
    /// Synchronized, and all that they speak of before them.
    case durable = "checkpoint"
    /// Good while the system runs: they let the ring's space be used again between two that are durable.
    case recent
  }

  /// What was found at the start.
  enum Finding {
    /// There has been no checkpoint yet.
    case none
    case checkpoint(Checkpoint)
    /// Why there is none that can be used, though it is whole.
    case unusable(String)
    /// What is wrong with all of them.
    case damaged(String)
  }

  /// The names that the files may have in a state directory.
  static let fileNames = Pair.allCases.flatMap { pair in (0..<2).map { fileName(pair, $0) } }
  /// The longest file that is read; bytes. A state is never that long.
  private static let longest = 1 << 30

  private let directory: String
  /// Which side of each pair is overwritten next.
  private let sides = Mutex<[Pair: Int]>([:])

  init(directory: String) { self.directory = directory }

  /// The newest checkpoint.
  func newest(of pairs: [Pair] = Pair.allCases) throws(EvidenceError) -> Finding {
    var newest: Checkpoint?
    var newestOfPair: [Pair: UInt64] = [:]
    var complaints: [String] = []
    for pair in pairs {
      for side in 0..<2 {
        let path = path(pair, side)
        switch try Self.content(of: path) {
        case .missing: continue
        case .damaged(let reason): complaints.append("\(path): \(reason)")
        case .later(let version): return .unusable("\(path) is of a later version (\(version))")
        case .valid(let found):
          if newestOfPair[pair].map({ $0 < found.number }) ?? true {
            newestOfPair[pair] = found.number
            sides.withLock { $0[pair] = 1 - side }
          }
          // One that is not durable says nothing of what is left after the system has stopped.
          guard pair == .durable || found.bootID == BootID.current else { continue }
          if newest.map({ $0.number < found.number }) ?? true { newest = found }
        }
      }
    }
    if let newest { return .checkpoint(newest) }
    return complaints.isEmpty ? .none : .damaged(complaints.joined(separator: "; "))
  }

  /// Writes a checkpoint over the older one of its pair.
  func write(_ checkpoint: Checkpoint, to pair: Pair, synchronizes: Bool) throws(EvidenceError) {
    let side = sides.withLock { $0[pair] ?? 0 }
    let path = path(pair, side)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw EvidenceError("open", path, code: errno) }
    defer { close(descriptor) }
    let buffer = checkpoint.encoded()
    let code = posix_fallocate(descriptor, 0, off_t(buffer.readableBytes))
    if code != 0 { throw EvidenceError("write", path, code: code) }
    var written = 0
    while written < buffer.readableBytes {
      let count = buffer.withUnsafeReadableBytes { bytes in
        pwrite(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(written))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw EvidenceError("write", path, code: count == 0 ? ENOSPC : errno) }
      written += count
    }
    try Failpoint.reach(.checkpointWritten)
    if synchronizes, fdatasync(descriptor) != 0 { throw EvidenceError("sync", path, code: errno) }
    // Only now: one that could not be written must not cost the other side too.
    sides.withLock { $0[pair] = 1 - side }
  }

  private static func fileName(_ pair: Pair, _ side: Int) -> String {
    "\(pair.rawValue).\(side == 0 ? "A" : "B")"
  }

  private func path(_ pair: Pair, _ side: Int) -> String {
    Directories.join(directory, Self.fileName(pair, side))
  }

  private static func content(of path: String) throws(EvidenceError) -> Checkpoint.Content {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return .missing }
    guard descriptor >= 0 else { throw EvidenceError("open", path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EvidenceError("look at", path, code: errno) }
    guard Int(status.st_size) <= longest else { return .damaged("longer than \(longest) bytes") }
    return Checkpoint.decode(FileBytes.read(descriptor, at: 0, count: Int(status.st_size)))
  }
}
