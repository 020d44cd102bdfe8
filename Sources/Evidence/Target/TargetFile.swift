import Basics
import CDecklog
internal import Files
import Glibc
internal import RotatedFiles

/// A file that others append to, rename, delete and truncate too.
///
/// Opened with `O_APPEND`, written in whole lines, never truncated or written at an offset; for one thread at a time.
struct TargetFile: ~Copyable {
  enum Delivery {
    case whole
    /// The slot says how much is in the file; another slot must bring the rest.
    case interrupted
  }

  /// How many bytes before our last end are compared to detect a file that was truncated and has grown again.
  static let comparedTail = 64
  /// How many bytes of a new file's end are kept to recognize a copy that has none of ours.
  private static let rememberedTail = 4096
  /// How often another writer's half line is read again before it is taken as final.
  private static let halfLineLooks = 10
  private static let halfLinePause: UInt32 = 2000
  /// How often a file deleted while it is written is followed before delivery fails.
  private static let deletionsFollowed = 8

  let path: String
  let target: EvidenceTarget
  /// Our other paths, which may begin with this one.
  private let strangers: [String]
  /// How often another file was opened because the path no longer led to the old one.
  private(set) var reopenings = 0
  private(set) var truncations = 0
  /// Truncations without a copy: what they took is unknown.
  private(set) var unexplainedTruncations = 0
  var pendingRepairs: [PendingRepair] = []
  /// How many half lines of other writers were ended so that ours stand alone.
  private(set) var halfLines = 0
  /// How often a file was opened whose lock another program had.
  private(set) var foreignLocks = 0
  private(set) var isLocked = false
  /// Whether collection has begun: from then on another program's lock doesn't prevent writing.
  private var hasBegun = false
  /// Numbers the files that had the path, one after another; each truncation starts a new one.
  var generation: UInt64
  var pending: PendingSynchronization

  private(set) var descriptor: Int32 = -1
  private(set) var identity = FileIdentity.none
  var recent: RecentPayload
  /// Where our last byte in the open file ends; 0 if unknown.
  var ownEnd = 0
  /// During recovery from a power cut: a file that was renamed, and the earliest offset of the next commit in it.
  var rotated: (identity: FileIdentity, end: Int)?

  /// - Parameter generation: that of the last file at the path.
  init(_ target: EvidenceTarget, _ settings: JournalSettings, generation: UInt64) {
    self.target = target
    path = settings.path(of: target)
    pending = PendingSynchronization(of: path)
    strangers = settings.strangers(to: path)
    self.generation = generation
    recent = RecentPayload(limit: settings.recentLimit)
  }

  deinit {
    guard descriptor >= 0 else { return }
    FileLock.release(descriptor)
    close(descriptor)
  }

  var siblings: [String] { SiblingFiles.paths(of: path, excluded: strangers) }

  // MARK: - What others do to the file

  /// Opens the path again if it leads to another file, and finds out what a truncation took (``pendingRepairs``).
  mutating func follow() throws(EvidenceError) {
    guard descriptor >= 0 else { return try open() }
    if !isLocked { isLocked = FileLock.take(descriptor, waits: false) }
    let size = try status().size
    if isTruncated(at: size) { noteTruncation(before: size) }
    guard !identity.isOpenFile(named: path) else { return }
    try open()
    reopenings += 1
  }

  /// Takes the open file's lock before the first line is written.
  ///
  /// A file that appears later may be locked by another program: it is written anyway, and reported (``isLocked``).
  ///
  /// - Throws: ``EvidenceError`` with code `locked`.
  mutating func requireLock() throws(EvidenceError) {
    if !isLocked { isLocked = FileLock.take(descriptor, waits: true) }
    guard isLocked else { throw EvidenceError(inUse: path, descriptor) }
    hasBegun = true
  }

  mutating func reopen() throws(EvidenceError) {
    try follow()
    try open()
  }

  /// Adopts what a checkpoint says about the open file, if it is about that one.
  mutating func take(_ mark: Checkpoint.FileMark, hasLostItsEnd: Bool) {
    guard truncations == 0 else { return }
    if hasLostItsEnd {
      // What was there is unknown.
      truncations += 1
      unexplainedTruncations += 1
    } else if identity == mark.identity, let size = try? size(), mark.ownEnd <= size {
      ownEnd = max(ownEnd, mark.ownEnd)
    }
  }

  /// Removes the oldest pending repair, which has become a commit.
  mutating func takePendingRepair() { pendingRepairs.removeFirst() }

  /// - Parameter end: none of our bytes can be beyond it.
  private func isTruncated(at end: Int) -> Bool {
    guard let last = recent.pieces.last else { return false }
    let tail = last.bytes.suffix(Self.comparedTail)
    return end < last.end || !FileBytes.match(descriptor, at: last.end - tail.count, tail)
  }

  /// Schedules the repair of writes between copying and truncation.
  ///
  /// - Parameter end: the earliest offset of what will be kept for repairs next.
  mutating func noteTruncation(before end: Int) {
    truncations += 1
    generation += 1
    // Identical lines don't show whether they were kept or written again: a copy is better evidence.
    if let copied = TruncatedCopy.size(among: { siblings }, recent)
      ?? TruncatedCopy.size(ofWhatIsLeft: descriptor, recent)
    {
      // The copy may lack more than is still kept.
      if copied < recent.forgotten { unexplainedTruncations += 1 }
      let lines = recent.missing(fromCopyOf: copied)
      let truncated = TruncatedFile(target: target, generation: generation - 1, kept: copied)
      if !lines.isEmpty { pendingRepairs.append(PendingRepair(truncated: truncated, lines: lines)) }
    } else {
      unexplainedTruncations += 1
    }
    recent = Self.recent(behind: end, of: descriptor, limit: recent.limit)
    ownEnd = 0
  }

  /// An empty payload; what is before `end` identifies a copy that has none of what follows.
  static func recent(
    behind end: Int,
    of descriptor: Int32,
    limit: Int,
    since: Int64 = WallClock.now,
    forgotten: Int = 0
  ) -> RecentPayload {
    let count = min(end, rememberedTail)
    let before = FileBytes.read(descriptor, at: end - count, count: count)
    return RecentPayload(
      limit: limit,
      after: end == 0 ? nil : (end - count, before),
      since: since,
      forgotten: forgotten
    )
  }

  // MARK: - Writing

  /// Reserves disk space, so that a full disk shows before half a line is written and another writer appends to it.
  func reserve(_ length: Int) throws(EvidenceError) {
    guard length > 0 else { return }
    let code = decklog_reserve(descriptor, off_t(try size()), length)
    if code != 0, code != EOPNOTSUPP, code != ENOSYS { throw EvidenceError("write", path, code: code) }
  }

  /// Appends a slot's payload in one write.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  mutating func deliver(_ slot: Slot) throws(EvidenceError) -> Delivery {
    let progress = slot.progress(target)
    let payload = slot.payload(target)
    let expected = slot.expectedStart(target)
    for _ in 0..<Self.deletionsFollowed {
      if progress.phase == .done { return progress.written < payload.count ? .interrupted : .whole }
      try begin(progress, expected)
      pending.noteBytes()
      try Failpoint.reach(.begun, target)
      let status = try status()
      if let expected, status.links == 0 || status.size != expected {
        // The half line to be completed is no longer the file's last.
        progress.finish()
        return .interrupted
      }
      try write(payload, progress)
      try Failpoint.reach(.written, target)
      // If the last name was removed during the write, nobody would ever see the lines.
      guard try self.status().links > 0 else {
        recent.removeAll()
        progress.restart()
        guard expected == nil else { continue }
        try follow()
        try reserve(payload.count)
        continue
      }
      progress.finish()
      try Failpoint.reach(.done, target)
      if progress.truncation == .open {
        noteTruncation(before: progress.pieces.first?.lowerBound ?? 0)
        if pendingRepairs.isEmpty { progress.truncation = .settled }
      }
      noteDelivery(payload, progress)
      return progress.written < payload.count ? .interrupted : .whole
    }
    throw EvidenceError("write", path, code: ENOENT)
  }

  mutating func noteDelivery(_ payload: UnsafeRawBufferPointer, _ progress: SlotProgress) {
    // A cut line is written again by another slot.
    let whole =
      progress.written == payload.count ? payload.count : payload.lineStart(before: progress.written)
    if recent.pieces.isEmpty, let start = progress.pieces.first?.lowerBound {
      let (limit, since, forgotten) = (recent.limit, recent.since, recent.forgotten)
      recent = Self.recent(behind: start, of: descriptor, limit: limit, since: since, forgotten: forgotten)
      let tail = progress.tail
      if recent.before?.bytes.isEmpty == true, start == progress.start {
        // Truncated since: the slot knows what was there before the write.
        recent = RecentPayload(limit: limit, after: (start - tail.count, tail), since: since)
      }
    }
    recent.append(payload, at: progress.pieces.first(whole))
    ownEnd = progress.pieces.last?.upperBound ?? ownEnd
  }

  private mutating func begin(_ progress: SlotProgress, _ expectedStart: Int?) throws(EvidenceError) {
    var (size, tail) = try end()
    if expectedStart == nil, tail.last.map({ $0 != UInt8(ascii: "\n") }) == true {
      (size, tail) = try endOfHalfLine()
    }
    progress.begin(identity, generation: generation, start: size, tail: tail)
  }

  private func end() throws(EvidenceError) -> (size: Int, tail: [UInt8]) {
    let size = try status().size
    let count = min(size, SlotProgress.tailCapacity)
    return (size, FileBytes.read(descriptor, at: size - count, count: count))
  }

  /// Ends another writer's half line with an LF, lest it swallow our first line; waits first for its end.
  private mutating func endOfHalfLine() throws(EvidenceError) -> (size: Int, tail: [UInt8]) {
    for _ in 0..<Self.halfLineLooks {
      usleep(Self.halfLinePause)
      let end = try end()
      if end.tail.last == UInt8(ascii: "\n") || end.size == 0 { return end }
    }
    _ = try withUnsafeBytes(of: UInt8(ascii: "\n")) { bytes throws(EvidenceError) in try writeOnce(bytes) }
    halfLines += 1
    return try end()
  }

  /// Writes at the file's end and records where; the part that the file doesn't take at once is left.
  private func write(_ payload: UnsafeRawBufferPointer, _ progress: SlotProgress) throws(EvidenceError) {
    let count: Int
    do {
      count = try writeOnce(Failpoint.cut(payload, target))
    } catch {
      progress.restart()
      throw error
    }
    try Failpoint.reach(.cut, target)
    // open(2): O_APPEND sets the offset and writes atomically, so the offset is the end of our bytes.
    let end = Int(lseek(descriptor, 0, SEEK_CUR))
    let start = end - count
    if isTruncated(at: start) {
      // If the truncation took these bytes too, it came after the write: the next `follow` finds it and them.
      let size = try size()
      let isBehind = start >= recent.pieces.last?.end ?? 0 && size < end
      // Recorded before the place, because after a crash the slot must show that there was a truncation, and before what.
      if !isBehind { progress.truncation = .open }
    }
    progress.settle([start..<end])
  }

  private func writeOnce(_ bytes: UnsafeRawBufferPointer) throws(EvidenceError) -> Int {
    while true {
      try Failpoint.fail(target, path)
      let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      if count > 0 { return count }
      if count < 0, errno == EINTR { continue }
      throw EvidenceError("write", path, code: count == 0 ? ENOSPC : errno)
    }
  }

  // MARK: - The file itself

  /// Makes what was written, and the file's name, durable.
  mutating func synchronize() throws(EvidenceError) { try pending.synchronize(descriptor) }

  mutating func handOver(to duplicates: inout FileDuplicates) throws(EvidenceError) {
    try pending.handOver(descriptor, to: &duplicates)
  }

  /// Drops kept payload in ring memory that is about to be reused.
  mutating func forget(_ memory: UnsafeRawBufferPointer) { recent.drop(memory) }

  var mark: Checkpoint.FileMark {
    let size = (try? size()) ?? 0
    let head = FileBytes.read(descriptor, at: 0, count: min(size, Checkpoint.FileMark.headLength))
    return Checkpoint.FileMark(
      path: path,
      identity: identity,
      generation: generation,
      size: size,
      // Otherwise it was truncated, and nobody has noticed yet.
      ownEnd: ownEnd <= size ? ownEnd : 0,
      head: head
    )
  }

  func size() throws(EvidenceError) -> Int { try status().size }

  private func status() throws(EvidenceError) -> FileStatus {
    guard let status = FileStatus(of: descriptor) else { throw EvidenceError("inspect", path, code: errno) }
    return status
  }

  mutating func open() throws(EvidenceError) {
    let (opened, status) = try Self.opened(path)
    let identity = FileIdentity(status, descriptor: opened)
    guard descriptor < 0 || identity != self.identity else {
      close(opened)
      return
    }
    adopt(opened, identity, Self.recent(behind: status.size, of: opened, limit: recent.limit))
    generation += 1
  }

  mutating func adopt(_ opened: Int32, _ identity: FileIdentity, _ recent: RecentPayload) {
    // A program waiting for the lock of a rotated file need not wait until it is durable.
    if descriptor >= 0 { FileLock.release(descriptor) }
    pending.noteOpening(leaving: descriptor >= 0 ? descriptor : nil)
    descriptor = opened
    isLocked = FileLock.take(opened, waits: false)
    if hasBegun, !isLocked { foreignLocks += 1 }
    self.identity = identity
    self.recent = recent
    ownEnd = 0
  }

  static func opened(_ path: String, mayMake: Bool = true) throws(EvidenceError)
    -> (descriptor: Int32, status: FileStatus)
  {
    // Readable, because our own bytes are compared; non-blocking, because the path may be a FIFO.
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | (mayMake ? O_CREAT : 0)
    var opened = Glibc.open(path, flags, 0o640)
    if opened < 0, errno == ENOENT, mayMake {
      try Directories.make(above: path)
      opened = Glibc.open(path, flags, 0o640)
    }
    guard opened >= 0 else { throw EvidenceError("open", path, code: errno) }
    guard let status = FileStatus(of: opened), status.isRegularFile else {
      close(opened)
      throw EvidenceError(notAFile: path)
    }
    return (opened, status)
  }
}
