internal import Files
import Glibc
import NIOCore
import Synchronization

/// The checkpoint files: two that survive a power cut, and two that need not.
///
/// The older of each pair is overwritten, so that one of them is always complete.
final class CheckpointStore: Sendable {
  enum Pair: String, Sendable, CaseIterable {
    /// Synchronized, after everything that they cover.
    case durable = "checkpoint"
    /// Valid while the system runs: they let the ring's space be reused between two durable ones.
    case recent
  }

  /// What was found at the start.
  enum Finding {
    /// There has been no checkpoint yet.
    case none
    case checkpoint(Checkpoint)
    /// Why an undamaged checkpoint can't be used.
    case unusable(String)
    case damaged(String)
  }

  static let fileNames = Pair.allCases.flatMap { pair in (0..<2).map { fileName(pair, $0) } }
  /// The longest file that is read, in bytes. A state is never that long.
  private static let longest = 1 << 30

  private let directory: String
  /// The side of each pair that is overwritten next.
  private let sides = Mutex<[Pair: Int]>([:])

  init(directory: String) { self.directory = directory }

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
        case .later(let version): return .unusable("\(path) was written by a later version (\(version))")
        case .valid(let found):
          if newestOfPair[pair].map({ $0 < found.number }) ?? true {
            newestOfPair[pair] = found.number
            sides.withLock { $0[pair] = 1 - side }
          }
          // After a reboot only durable checkpoints can be relied on.
          guard pair == .durable || found.bootID == BootID.current else { continue }
          if newest.map({ $0.number < found.number }) ?? true { newest = found }
        }
      }
    }
    if let newest { return .checkpoint(newest) }
    return complaints.isEmpty ? .none : .damaged(complaints.joined(separator: "; "))
  }

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
    // Only now: after a failed write the other side must stay intact.
    sides.withLock { $0[pair] = 1 - side }
  }

  private static func fileName(_ pair: Pair, _ side: Int) -> String {
    "\(pair.rawValue).\(side == 0 ? "A" : "B")"
  }

  private func path(_ pair: Pair, _ side: Int) -> String {
    Directories.join(directory, Self.fileName(pair, side))
  }

  private static func content(of path: String) throws(EvidenceError) -> Checkpoint.Content {
    guard let file = OpenFile(reading: path) else {
      switch errno {
      case ENOENT: return .missing
      case 0: return .damaged("not a regular file")
      case let code: throw EvidenceError("open", path, code: code)
      }
    }
    guard file.size <= longest else { return .damaged("longer than \(longest) bytes") }
    return Checkpoint.decode(FileBytes.read(file.descriptor, at: 0, count: file.size))
  }
}

/// A checkpoint that is made durable while commits go on.
package final class DurableCheckpoint: Sendable {
  private let checkpoint: Checkpoint
  private let files: FileDuplicates
  private let store: CheckpointStore

  init(checkpoint: Checkpoint, files: consuming FileDuplicates, store: CheckpointStore) {
    self.checkpoint = checkpoint
    self.files = files
    self.store = store
  }

  /// Synchronizes the files, then writes the checkpoint.
  ///
  /// - Throws: ``EvidenceError``; the last durable checkpoint is then still the one before.
  package func write() throws(EvidenceError) {
    try files.synchronize()
    try Failpoint.reach(.synchronized)
    try store.write(checkpoint, to: .durable, synchronizes: true)
  }
}
