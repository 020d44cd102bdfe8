import CDecklog
import Glibc

/// A file that others append to, rename, delete and truncate as well.
///
/// It is opened with `O_APPEND`, takes whole lines per `write(2)`, and is never truncated or written at an
/// offset. Whoever owns one calls it from one thread at a time.
struct AppendedFile: ~Copyable {
  /// How many bytes before our last end are looked at, to tell a file that was truncated and has grown again.
  private static let comparedTail = 64

  /// The name that everything goes to.
  let path: String
  /// How many times the file was opened anew, because another one had its name or none.
  private(set) var reopenings = 0
  /// How many times the file was found truncated.
  private(set) var truncations = 0
  /// How many truncations of which no copy was found, so that nobody can say what is lost.
  private(set) var unexplainedTruncations = 0

  private var descriptor: Int32 = -1
  private var identity: FileIdentity?
  private var recent: RecentPayload
  /// Lines that the file must have before any other: what a truncation took, or a torn line whose file is gone.
  private var owed: [[UInt8]] = []
  /// What a write that failed half-way left of its lines; nothing else goes to the file before it.
  private var torn: TornWrite?

  /// Opens the file, or makes it, with the directories above it.
  ///
  /// - Parameters:
  ///   - path: the file's name.
  ///   - recentLimit: how many bytes of recent appends are kept for repair.
  init(path: String, recentLimit: Int) throws(EvidenceError) {
    self.path = path
    recent = RecentPayload(limit: recentLimit)
    try open()
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Sees to it that the next append goes to the file that has the name, repairs what a truncation took, and
  /// makes sure of room.
  ///
  /// - Parameter length: bytes that will be appended.
  mutating func prepare(toAppend length: Int) throws(EvidenceError) {
    try settle()
    guard length > 0 else { return }
    try reserve(length)
  }

  /// Appends whole lines.
  ///
  /// When it throws, nothing of them is in the file. When the disk fails in the middle, they count as appended:
  /// ``prepare(toAppend:)`` throws until the rest of them is in the file.
  mutating func append(_ lines: [UInt8]) throws(EvidenceError) {
    guard !lines.isEmpty else { return }
    try finishTornWrite()
    try write(lines)
    // The file may have lost its last name while it was written.
    if torn == nil, try status().st_nlink == 0 { owed.append(lines) }
    // These lines are in a file; what else is owed waits for the next look if it has to.
    if !owed.isEmpty { try? settle() }
  }

  /// Makes sure that what was appended survives a power cut.
  func synchronize() throws(EvidenceError) {
    if fdatasync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", path, code: errno) }
  }

  /// Opens the name again, whatever it leads to.
  mutating func reopen() throws(EvidenceError) {
    try settle()
    try open()
  }

  // MARK: - What others do to the file

  /// Finishes what was begun, follows the name, and writes what is owed.
  private mutating func settle() throws(EvidenceError) {
    try finishTornWrite()
    if isTruncated(at: Int(try status().st_size)) { noteTruncation() }
    if FileIdentity(path: path) != identity {
      try open()
      reopenings += 1
    }
    while let lines = owed.first {
      try reserve(lines.count)
      try write(lines)
      owed.removeFirst()
      try finishTornWrite()
    }
  }

  /// - Parameter end: no byte of ours can stand behind it.
  private func isTruncated(at end: Int) -> Bool {
    guard let last = recent.pieces.last else { return false }
    let tail = last.bytes.suffix(Self.comparedTail)
    return end < last.end || !FileBytes.match(descriptor, at: last.end - tail.count, tail)
  }

  /// What was written after the copy was made and before the file was truncated is owed to the file.
  private mutating func noteTruncation() {
    truncations += 1
    if let copied = TruncatedCopy.size(ofCopyOf: path, recent) {
      owed += recent.missing(fromCopyOf: copied)
    } else {
      unexplainedTruncations += 1
    }
    recent.removeAll()
  }

  // MARK: - Writing

  /// A full disk shows here, before half a line is written and another writer's is glued to it.
  private func reserve(_ length: Int) throws(EvidenceError) {
    let code = decklog_reserve(descriptor, try status().st_size, length)
    if code != 0, code != EOPNOTSUPP, code != ENOSYS { throw EvidenceError("write", path, code: code) }
  }

  private mutating func finishTornWrite() throws(EvidenceError) {
    guard let torn else { return }
    let status = try status()
    if status.st_nlink == 0 || isTruncated(at: Int(status.st_size)) {
      // Its beginning is gone with the file, so it is written again whole.
      owed.append(torn.wholeLines)
      self.torn = nil
      return
    }
    self.torn = nil
    do {
      try write(torn.rest)
    } catch {
      self.torn = torn
      throw error
    }
    if self.torn != nil { throw EvidenceError("write", path, code: ENOSPC) }
  }

  /// Writes at the file's end and remembers where that was.
  ///
  /// When it throws, nothing was written; what a failure in the middle leaves is in ``torn``.
  private mutating func write(_ bytes: [UInt8]) throws(EvidenceError) {
    var written = 0
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count, let base = buffer.baseAddress {
        let count = Glibc.write(descriptor, base + written, buffer.count - written)
        if count > 0 {
          written += count
        } else if count < 0, errno != EINTR {
          code = errno
          return
        }
      }
    }
    if written == 0, code != 0 { throw EvidenceError("write", path, code: code) }
    // After a write with O_APPEND the offset is the end of what was written, whoever else appends
    // (open(2): the offset is set to the end and the data written as one step).
    let start = Int(lseek(descriptor, 0, SEEK_CUR)) - written
    if isTruncated(at: start) { noteTruncation() }
    recent.append(written == bytes.count ? bytes : Array(bytes[..<written]), at: start)
    if written < bytes.count { torn = TornWrite(bytes, written: written) }
  }

  private func status() throws(EvidenceError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EvidenceError("look at", path, code: errno) }
    return status
  }

  private mutating func open() throws(EvidenceError) {
    // Readable, because our own bytes are looked at again; non-blocking, because a FIFO may have the name.
    let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
    var opened = Glibc.open(path, flags, 0o640)
    if opened < 0, errno == ENOENT {
      try Directories.make(above: path)
      opened = Glibc.open(path, flags, 0o640)
    }
    guard opened >= 0 else { throw EvidenceError("open", path, code: errno) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw EvidenceError(notAFile: path)
    }
    if descriptor >= 0 { close(descriptor) }
    descriptor = opened
    if identity != FileIdentity(status) {
      identity = FileIdentity(status)
      recent = RecentPayload(limit: recent.limit, after: FileBytes.tail(opened, size: Int(status.st_size)))
    }
  }
}
