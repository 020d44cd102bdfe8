import Basics
import CDecklog
import Glibc

/// A file that others append to, rename, delete and truncate as well.
///
/// It is opened with `O_APPEND`, takes whole lines per `write(2)`, and is never truncated or written at an
/// offset. Whoever owns one calls it from one thread at a time.
struct TargetFile: ~Copyable {
  /// What came of a delivery.
  enum Delivery {
    /// All of it is in the file.
    case whole
    /// The slot says how much of it is in the file; the rest is to be another slot's.
    case interrupted
  }

  /// How many bytes before our last end are looked at, to tell a file that was truncated and has grown again.
  static let comparedTail = 64
  /// How many bytes of a new file's end are remembered, to know a copy of it that has none of ours.
  private static let rememberedTail = 4096
  /// How often half a line is looked at again before it is taken for what another writer has left for good.
  private static let halfLineLooks = 10
  /// Microseconds between two of those looks.
  private static let halfLinePause: UInt32 = 2000
  /// How often a file that is deleted while it is written is followed, until the disk is said to be at fault.
  private static let deletionsFollowed = 8

  /// The name that everything goes to.
  let path: String
  let target: EvidenceTarget
  /// Files of ours whose names may begin with this one's.
  private let strangers: [String]
  /// How many times the file was opened anew, because another one had its name or none.
  private(set) var reopenings = 0
  /// How many times the file was found truncated.
  private(set) var truncations = 0
  /// How many truncations of which no copy was found, so that nobody can say what is lost.
  private(set) var unexplainedTruncations = 0
  /// What truncations took, the oldest first.
  var pendingRepairs: [PendingRepair] = []
  /// How many half lines of other writers were ended, so that ours stand alone.
  private(set) var halfLines = 0
  /// How many times a file was opened whose lock another program had.
  private(set) var foreignLocks = 0
  /// Whether the open file's lock is ours.
  private(set) var isLocked = false
  /// Whether the collector has begun: from then on a lock that another program has doesn't keep it from writing.
  private var hasBegun = false
  /// Which of the files that had the name one after another is open; each truncation makes another one of it.
  var generation: UInt64
  /// What would not survive a power cut.
  var pending: PendingSynchronization

  private(set) var descriptor: Int32 = -1
  private(set) var identity = FileIdentity(device: 0, inode: 0, birth: 0)
  var recent: RecentPayload
  /// Where the last byte of ours in the open file ends; 0 where none is known.
  var ownEnd = 0
  /// A file that has lost its name, and where in it the next commit begins at the earliest: while what a power cut has left
  /// is seen to.
  var rotated: (identity: FileIdentity, end: Int)?

  /// - Parameters:
  ///   - settings: the paths, and how many bytes of recent appends are looked after.
  ///   - generation: of the file that had the name last.
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

  /// The files that a rotation may have made of this one.
  var siblings: [String] { SiblingFiles.paths(of: path, excluded: strangers) }

  // MARK: - What others do to the file

  /// Sees to it that what comes next goes to the file that has the name, and finds out what a truncation took:
  /// ``pendingRepairs`` has it then.
  mutating func follow() throws(EvidenceError) {
    guard descriptor >= 0 else { return try open() }
    if !isLocked { isLocked = FileLock.take(descriptor, waits: false) }
    let size = Int(try status().st_size)
    if isTruncated(at: size) { noteTruncation(before: size) }
    guard !identity.isOpenFile(named: path) else { return }
    try open()
    reopenings += 1
  }

  /// Makes sure that the open file's lock is ours, before the first line is written.
  ///
  /// Later a file may come to have the name that somebody else has locked. Collection must not wait for them, so such a
  /// lock is tried for again and again, and told of (``isLocked``, ``foreignLocks``).
  ///
  /// - Throws: ``EvidenceError`` with code `locked`.
  mutating func requireLock() throws(EvidenceError) {
    if !isLocked { isLocked = FileLock.take(descriptor, waits: true) }
    guard isLocked else { throw EvidenceError(inUse: path, descriptor) }
    hasBegun = true
  }

  /// Opens the name again, whatever it leads to.
  mutating func reopen() throws(EvidenceError) {
    try follow()
    try open()
  }

  /// Takes up what a checkpoint says of the file that is open, if it is that one.
  mutating func take(_ mark: Checkpoint.FileMark, hasLostItsEnd: Bool) {
    guard truncations == 0 else { return }
    if hasLostItsEnd {
      // Nobody can say what stood there.
      truncations += 1
      unexplainedTruncations += 1
    } else if identity == mark.identity, let size = try? size(), mark.ownEnd <= size {
      ownEnd = max(ownEnd, mark.ownEnd)
    }
  }

  /// The oldest pending repair is somebody else's to write now.
  mutating func takePendingRepair() { pendingRepairs.removeFirst() }

  /// - Parameter end: no byte of ours can stand behind it.
  private func isTruncated(at end: Int) -> Bool {
    guard let last = recent.pieces.last else { return false }
    let tail = last.bytes.suffix(Self.comparedTail)
    return end < last.end || !FileBytes.match(descriptor, at: last.end - tail.count, tail)
  }

  /// What was written after the copy was made and before the file was truncated is pending repair of the file.
  ///
  /// - Parameter end: where what comes to be looked after next begins at the earliest.
  mutating func noteTruncation(before end: Int) {
    truncations += 1
    generation += 1
    // Of lines that are all the same it can't be seen whether they are left or were written anew: a copy says more.
    if let copied = TruncatedCopy.size(among: { siblings }, recent)
      ?? TruncatedCopy.size(ofWhatIsLeft: descriptor, recent)
    {
      // The copy may lack more than can be written again.
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

  /// Nothing is looked after yet; what stands before `end` tells a copy that has none of what comes.
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

  /// A full disk shows here, before half a line is written and another writer's is glued to it.
  func reserve(_ length: Int) throws(EvidenceError) {
    guard length > 0 else { return }
    let code = decklog_reserve(descriptor, try status().st_size, length)
    if code != 0, code != EOPNOTSUPP, code != ENOSYS { throw EvidenceError("write", path, code: code) }
  }

  /// Brings a slot's payload into the file, in one write.
  ///
  /// - Throws: ``EvidenceError``; the same call can be made again.
  mutating func deliver(_ slot: Slot) throws(EvidenceError) -> Delivery {
    let progress = slot.progress(target)
    let payload = slot.payload(target)
    let expected = slot.expectedStart(target)
    for _ in 0..<Self.deletionsFollowed {
      if progress.phase == .done {
        return progress.written < payload.count ? .interrupted : .whole
      }
      try begin(progress, expected)
      pending.noteBytes()
      try Failpoint.reach(.begun, target)
      let status = try status()
      if let expected, status.st_nlink == 0 || Int(status.st_size) != expected {
        // The half line that waits for its end is no longer the file's last.
        progress.finish()
        return .interrupted
      }
      try write(payload, progress)
      try Failpoint.reach(.written, target)
      // The file may have lost its last name while it was written, and nobody would ever see the lines.
      guard try self.status().st_nlink > 0 else {
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

  /// A payload stands in the file, and is looked after.
  mutating func noteDelivery(_ payload: UnsafeRawBufferPointer, _ progress: SlotProgress) {
    // Of a line that was cut, the rest or the whole is somebody else's to write.
    let whole =
      progress.written == payload.count ? payload.count : payload.lineStart(before: progress.written)
    if recent.pieces.isEmpty, let start = progress.pieces.first?.lowerBound {
      let (limit, since, forgotten) = (recent.limit, recent.since, recent.forgotten)
      recent = Self.recent(behind: start, of: descriptor, limit: limit, since: since, forgotten: forgotten)
      let tail = progress.tail
      if recent.before?.bytes.isEmpty == true, start == progress.start {
        // It was truncated since: what stood there is known from before the write.
        recent = RecentPayload(limit: limit, after: (start - tail.count, tail), since: since)
      }
    }
    recent.append(payload, at: progress.pieces.first(whole))
    ownEnd = progress.pieces.last?.upperBound ?? ownEnd
  }

  private mutating func begin(
    _ progress: SlotProgress,
    _ expectedStart: Int?
  ) throws(EvidenceError) {
    var (size, tail) = try end()
    if expectedStart == nil, tail.last.map({ $0 != UInt8(ascii: "\n") }) == true {
      (size, tail) = try endOfHalfLine()
    }
    progress.begin(identity, generation: generation, start: size, tail: tail)
  }

  private func end() throws(EvidenceError) -> (size: Int, tail: [UInt8]) {
    let size = Int(try status().st_size)
    let count = min(size, SlotProgress.tailCapacity)
    return (size, FileBytes.read(descriptor, at: size - count, count: count))
  }

  /// Half a line of another writer's would swallow our first one: it is given its LF, unless it is only half there
  /// because it is being written now.
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

  /// Writes at the file's end, and remembers where; what the file does not take at once is left.
  private func write(_ payload: UnsafeRawBufferPointer, _ progress: SlotProgress) throws(EvidenceError) {
    let count: Int
    do {
      count = try writeOnce(Failpoint.cut(payload, target))
    } catch {
      progress.restart()
      throw error
    }
    try Failpoint.reach(.cut, target)
    // After a write with O_APPEND the offset is the end of what was written, whoever else appends
    // (open(2): the offset is set to the end and the data written as one step).
    let end = Int(lseek(descriptor, 0, SEEK_CUR))
    let start = end - count
    if isTruncated(at: start) {
      // A truncation that has taken these bytes too came after the write: the next look finds it, with them among what may
      // be missing.
      let size = try size()
      let isBehind = start >= recent.pieces.last?.end ?? 0 && size < end
      // Said before the place is: what a crash leaves must show that there was a truncation, and before what.
      if !isBehind { progress.truncation = .open }
    }
    progress.settle([start..<end])
  }

  /// One `write(2)`.
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

  /// Makes sure that what was written survives a power cut, and the file's name with it.
  mutating func synchronize() throws(EvidenceError) { try pending.synchronize(descriptor) }

  /// Hands what is to be synchronized to somebody else.
  mutating func handOver(to duplicates: inout FileDuplicates) throws(EvidenceError) {
    try pending.handOver(descriptor, to: &duplicates)
  }

  /// Memory of the ring's is about to be used for something else.
  mutating func forget(_ memory: UnsafeRawBufferPointer) { recent.drop(memory) }

  /// What a checkpoint says of the file.
  var mark: Checkpoint.FileMark {
    let size = (try? size()) ?? 0
    let head = FileBytes.read(descriptor, at: 0, count: min(size, Checkpoint.FileMark.headLength))
    return Checkpoint.FileMark(
      path: path,
      identity: identity,
      generation: generation,
      size: size,
      // Otherwise it was truncated, and nobody has noticed.
      ownEnd: ownEnd <= size ? ownEnd : 0,
      head: head
    )
  }

  /// The file's size.
  func size() throws(EvidenceError) -> Int { Int(try status().st_size) }

  private func status() throws(EvidenceError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EvidenceError("look at", path, code: errno) }
    return status
  }

  mutating func open() throws(EvidenceError) {
    let (opened, status) = try Self.opened(path)
    let identity = FileIdentity(status, descriptor: opened)
    guard descriptor < 0 || identity != self.identity else {
      close(opened)
      return
    }
    adopt(opened, identity, Self.recent(behind: Int(status.st_size), of: opened, limit: recent.limit))
    generation += 1
  }

  mutating func adopt(_ opened: Int32, _ identity: FileIdentity, _ recent: RecentPayload) {
    // Who waits for the lock of a file that was rotated away need not wait until it is safe on the disk.
    if descriptor >= 0 { FileLock.release(descriptor) }
    pending.noteOpening(leaving: descriptor >= 0 ? descriptor : nil)
    descriptor = opened
    isLocked = FileLock.take(opened, waits: false)
    if hasBegun, !isLocked { foreignLocks += 1 }
    self.identity = identity
    self.recent = recent
    ownEnd = 0
  }

  static func opened(_ path: String, mayMake: Bool = true) throws(EvidenceError) -> (Int32, stat) {
    // Readable, because our own bytes are looked at again; non-blocking, because a FIFO may have the name.
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | (mayMake ? O_CREAT : 0)
    var opened = Glibc.open(path, flags, 0o640)
    if opened < 0, errno == ENOENT, mayMake {
      try Directories.make(above: path)
      opened = Glibc.open(path, flags, 0o640)
    }
    guard opened >= 0 else { throw EvidenceError("open", path, code: errno) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw EvidenceError(notAFile: path)
    }
    return (opened, status)
  }
}
