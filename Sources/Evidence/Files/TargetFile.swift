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
  private static let comparedTail = 64
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
  /// Lines that a truncation took: the file must have them before any others.
  private(set) var owed: [UInt8] = []
  /// How many half lines of other writers were ended, so that ours stand alone.
  private(set) var halfLines = 0
  /// Which of the files that had the name one after another is open; each truncation makes another one of it.
  private(set) var generation: UInt64
  /// Whether names or bytes may have changed since the last ``synchronize()``.
  private(set) var isDirty = false

  private(set) var descriptor: Int32 = -1
  private(set) var identity = FileIdentity(device: 0, inode: 0, birth: 0)
  private var recent: RecentPayload
  private var hasNewName = false
  /// Files that were left with bytes of ours that may not survive a power cut; closed at the next synchronization.
  private var left: [Int32] = []

  /// - Parameters:
  ///   - settings: the paths, and how many bytes of recent appends are looked after.
  ///   - generation: of the file that had the name last.
  init(_ target: EvidenceTarget, _ settings: JournalSettings, generation: UInt64) {
    self.target = target
    path = settings.path(of: target)
    strangers = settings.ownPaths.filter { [path] in $0 != path }
    self.generation = generation
    recent = RecentPayload(limit: settings.recentLimit)
  }

  deinit {
    for descriptor in left + [descriptor] where descriptor >= 0 { close(descriptor) }
  }

  /// The files that a rotation may have made of this one.
  var siblings: [String] { SiblingFiles.paths(of: path, excluded: strangers) }

  // MARK: - What others do to the file

  /// Sees to it that what comes next goes to the file that has the name, and finds out what a truncation took:
  /// ``owed`` has it then.
  mutating func follow() throws(EvidenceError) {
    guard descriptor >= 0 else { return try open() }
    if isTruncated(at: Int(try status().st_size)) { noteTruncation() }
    guard !identity.isOpenFile(named: path) else { return }
    try open()
    reopenings += 1
  }

  /// Opens the name again, whatever it leads to.
  mutating func reopen() throws(EvidenceError) {
    try follow()
    try open()
  }

  /// What is owed is somebody else's to write now.
  mutating func takeOwed() { owed = [] }

  /// - Parameter end: no byte of ours can stand behind it.
  private func isTruncated(at end: Int) -> Bool {
    guard let last = recent.pieces.last else { return false }
    let tail = last.bytes.suffix(Self.comparedTail)
    return end < last.end || !FileBytes.match(descriptor, at: last.end - tail.count, tail)
  }

  /// What was written after the copy was made and before the file was truncated is owed to the file.
  private mutating func noteTruncation() {
    truncations += 1
    generation += 1
    if let copied = TruncatedCopy.size(among: siblings, recent) {
      owed += recent.missing(fromCopyOf: copied)
    } else {
      unexplainedTruncations += 1
    }
    recent.removeAll()
  }

  // MARK: - Writing

  /// A full disk shows here, before half a line is written and another writer's is glued to it.
  func reserve(_ length: Int) throws(EvidenceError) {
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
      isDirty = true
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
      noteDelivery(payload, progress)
      return progress.written < payload.count ? .interrupted : .whole
    }
    throw EvidenceError("write", path, code: ENOENT)
  }

  /// A payload stands in the file: what does its place say of what stood before?
  private mutating func noteDelivery(
    _ payload: UnsafeRawBufferPointer,
    _ progress: SlotProgress
  ) {
    // Of a line that was cut, the rest or the whole is somebody else's to write.
    let whole =
      progress.written == payload.count ? payload.count : payload.lineStart(before: progress.written)
    let pieces = progress.pieces.first(whole)
    if let start = progress.pieces.first?.lowerBound, isTruncated(at: start) { noteTruncation() }
    recent.append(payload, at: pieces)
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
    progress.settle([end - count..<end])
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
  mutating func synchronize() throws(EvidenceError) {
    while let descriptor = left.last {
      try synchronize(descriptor)
      close(descriptor)
      left.removeLast()
    }
    guard isDirty else { return }
    try synchronize(descriptor)
    if hasNewName { try Directories.synchronize(above: path) }
    hasNewName = false
    isDirty = false
  }

  /// Files that were left need not be sure.
  mutating func forgetLeft() {
    for descriptor in left { close(descriptor) }
    left = []
  }

  /// Hands what is to be synchronized to somebody else.
  mutating func handOver(to duplicates: inout FileDuplicates) throws(EvidenceError) {
    for descriptor in left { duplicates.add(descriptor, of: path) }
    left = []
    guard isDirty else { return }
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw EvidenceError("sync", path, code: errno) }
    duplicates.add(duplicate, of: path)
    if hasNewName { duplicates.addName(path) }
    hasNewName = false
    isDirty = false
  }

  /// What was handed over is not sure.
  mutating func noteFailedSynchronization() {
    isDirty = true
    hasNewName = true
  }

  /// Memory of the ring's is about to be used for something else.
  mutating func forget(_ memory: UnsafeRawBufferPointer) { recent.drop(memory) }

  /// What a checkpoint says of the file.
  var mark: Checkpoint.FileMark {
    let size = (try? size()) ?? 0
    return Checkpoint.FileMark(path: path, identity: identity, generation: generation, size: size)
  }

  private func synchronize(_ descriptor: Int32) throws(EvidenceError) {
    if fdatasync(descriptor) != 0, errno != EINVAL { throw EvidenceError("sync", path, code: errno) }
  }

  /// The file's size.
  func size() throws(EvidenceError) -> Int { Int(try status().st_size) }

  /// Opens the file that the newest slots were written to, wherever it is now, and finds out what a truncation took.
  ///
  /// - Parameters:
  ///   - history: slots that are whole, oldest first.
  ///   - certain: whether what a slot says of its places is so.
  mutating func attach(_ history: [Slot], certain: (Slot) -> Bool) throws(EvidenceError) {
    let ours = history.filter { !$0.payload(target).isEmpty && $0.progress(target).phase != .none }
    guard let newest = ours.last?.progress(target) else { return try open() }
    generation = max(generation, newest.generation)
    for name in [path] + siblings {
      guard let candidate = try? Self.opened(name, mayMake: false) else { continue }
      let identity = FileIdentity(candidate.1, descriptor: candidate.0)
      guard identity == newest.identity else {
        close(candidate.0)
        continue
      }
      let known = ours.filter { $0.progress(target).generation == newest.generation && certain($0) }
      let first = known.first?.progress(target).pieces.first?.lowerBound ?? 0
      // What stood before the first of them is not known any more.
      adopt(candidate.0, identity, RecentPayload(limit: recent.limit, after: first == 0 ? nil : (first, [])))
      // What stands behind the last piece that is not where it was written came after a truncation.
      let intact = (known.lastIndex { !isIntact($0) }).map { $0 + 1 } ?? 0
      for slot in known[..<intact] { recent.append(slot.payload(target), at: slot.progress(target).pieces) }
      if intact > 0 { noteTruncation() }
      for slot in known[intact...] { recent.append(slot.payload(target), at: slot.progress(target).pieces) }
      // A repair that was accepted has what the truncation took, and is not begun.
      let isRepairing = history.contains { slot in
        slot.change.isEmpty && slot.state == .prepared && !slot.payload(target).isEmpty
          && slot.progress(target).phase == .none
      }
      if isRepairing { owed = [] }
      return
    }
    try open()
  }

  /// Whether the end of a slot's payload stands in the open file where it was written.
  private func isIntact(_ slot: Slot) -> Bool {
    let progress = slot.progress(target)
    guard let last = progress.pieces.last else { return true }
    let tail = slot.payload(target)[..<progress.written].suffix(min(Self.comparedTail, last.count))
    return FileBytes.match(descriptor, at: last.upperBound - tail.count, tail)
  }

  /// Whether the open file is the one that a payload was being written to, and still has what stood before it.
  func isOpen(
    _ progress: SlotProgress,
    _ certain: [Range<Int>],
    _ payload: UnsafeRawBufferPointer,
    isAfterPowerCut: Bool
  ) -> Bool {
    if isAfterPowerCut { return descriptor >= 0 }
    let tail = progress.tail
    guard identity == progress.identity, FileBytes.match(descriptor, at: progress.start - tail.count, tail)
    else {
      return false
    }
    guard let last = certain.last else { return true }
    let written = certain.reduce(0) { $0 + $1.count }
    let bytes = payload[..<written].suffix(min(Self.comparedTail, last.count))
    return FileBytes.match(descriptor, at: last.upperBound - bytes.count, bytes)
  }

  /// A slot was written to the open file.
  func adopt(_ progress: SlotProgress) {
    progress.begin(identity, generation: generation, start: 0, tail: [])
  }

  private func status() throws(EvidenceError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EvidenceError("look at", path, code: errno) }
    return status
  }

  private mutating func open() throws(EvidenceError) {
    let (opened, status) = try Self.opened(path)
    let identity = FileIdentity(status, descriptor: opened)
    guard descriptor < 0 || identity != self.identity else {
      close(opened)
      return
    }
    let size = Int(status.st_size)
    let count = min(size, Self.rememberedTail)
    let before = FileBytes.read(opened, at: size - count, count: count)
    adopt(
      opened,
      identity,
      RecentPayload(limit: recent.limit, after: size == 0 ? nil : (size - count, before))
    )
    generation += 1
  }

  private mutating func adopt(_ opened: Int32, _ identity: FileIdentity, _ recent: RecentPayload) {
    if descriptor >= 0 {
      if isDirty { left.append(descriptor) } else { close(descriptor) }
    }
    descriptor = opened
    self.identity = identity
    self.recent = recent
    hasNewName = true
    isDirty = true
  }

  private static func opened(_ path: String, mayMake: Bool = true) throws(EvidenceError) -> (Int32, stat) {
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
