import Basics
internal import Files
import Glibc

/// Finds the checkpoint from which a journal continues, or makes the first one.
struct JournalOpening {
  /// Says that a state was set aside, and that the operator hasn't yet decided how to continue.
  static let refusal = "refused"
  /// The beginning of its text if the state was damaged.
  private static let damage = "damaged: "

  let checkpoint: Checkpoint
  let store: CheckpointStore
  /// Where an unusable state was moved.
  let putAside: String?

  static func ringPath(_ settings: JournalSettings, _ ring: UInt64) -> String {
    "\(settings.stateDirectory)/ring-\(String(ring, radix: 16))"
  }

  /// - Parameter startsAnew: whether an unusable state is set aside and forgotten; otherwise it is set aside, and this and
  ///   every later start is refused until this is set.
  /// - Throws: ``EvidenceError`` with code `damagedState` or `unusableState` if the start is refused.
  init(_ settings: JournalSettings, _ directory: StateDirectory, startsAnew: Bool) throws(EvidenceError) {
    var putAside: String?
    var reason = ""
    var isDamaged = false
    let refusal = "\(settings.stateDirectory)/\(Self.refusal)"
    store = CheckpointStore(directory: settings.stateDirectory)
    switch try store.newest() {
    case .checkpoint(let newest):
      if let complaint = Self.ownerComplaint(about: newest, settings) {
        reason = complaint
        break
      }
      let found = try Self.believed(newest, settings, store)
      guard let complaint = try Self.ringComplaint(about: found, settings) else {
        self.checkpoint = found
        self.putAside = nil
        return
      }
      (reason, isDamaged) = (complaint, true)
    case .unusable(let complaint):
      reason = complaint
    case .damaged(let complaint):
      (reason, isDamaged) = (complaint, true)
    case .none:
      if let earlier = Self.text(of: refusal) {
        isDamaged = earlier.hasPrefix(Self.damage)
        reason = isDamaged ? String(earlier.dropFirst(Self.damage.count)) : earlier
        putAside = reason
      }
    }
    let mark = isDamaged ? Self.damage : ""
    if !reason.isEmpty {
      if putAside == nil {
        // Written first: if this start is interrupted, the next must not look like the very first.
        try Self.write(mark + reason, to: refusal)
        let aside = try directory.putAside(except: Self.refusal)
        reason = "\(reason); it was moved to \(aside)"
        putAside = reason
      }
      guard startsAnew else {
        try Self.write(mark + reason, to: refusal)
        throw EvidenceError(
          isDamaged ? .damagedState : .unusableState,
          "the saved state can't be used: \(reason)"
        )
      }
    }
    checkpoint = try Self.begin(settings, directory, store)
    self.putAside = putAside
    unlink(refusal)
  }

  /// The newest checkpoint; or the last durable one if a volume has lost what the newest covers, or what was committed
  /// since: then everything not synchronized is in doubt, as after a power cut.
  private static func believed(
    _ newest: Checkpoint,
    _ settings: JournalSettings,
    _ store: CheckpointStore
  ) throws(EvidenceError) -> Checkpoint {
    guard newest.bootID == BootID.current,
      case .checkpoint(var durable) = try store.newest(of: [.durable])
    else { return newest }
    let isCoveredLost =
      durable.number < newest.number
      && (!newest.lostEnds(settings).isEmpty || newest.hasLostRename(since: durable, settings))
    if !isCoveredLost, try !newest.hasLostRenamedCommits(settings) { return newest }
    durable.number = newest.number + 1
    durable.bootID = BootID.ended
    // The files may soon be as long as the newest says: it must not be believed then either.
    try store.write(durable, to: .durable, synchronizes: settings.synchronization != .never)
    return durable
  }

  /// Why a checkpoint's ring can't be used; `nil` if it can.
  private static func ringComplaint(
    about found: Checkpoint,
    _ settings: JournalSettings
  ) throws(EvidenceError) -> String? {
    let path = ringPath(settings, found.ring)
    let capacity = try RingFile.open(path)?.capacity ?? -1
    return found.fits(ringOf: capacity) ? nil : ringComplaint(path)
  }

  /// Why a checkpoint belongs to another journal; `nil` if it doesn't.
  static func ownerComplaint(about found: Checkpoint, _ settings: JournalSettings) -> String? {
    let paths = EvidenceTarget.allCases.map { settings.path(of: $0) }
    let theirs = found.files.map(\.path)
    guard theirs != paths, !isSame(theirs, paths, found, settings) else { return nil }
    return "\(settings.stateDirectory) belongs to \(theirs.first ?? "nothing"), not to \(paths[0])"
  }

  /// Whether a checkpoint is about the same files under other paths.
  ///
  /// Earlier versions kept paths as they were given, and a directory may be moved, mounted elsewhere or restored from a
  /// backup. A state beside a log can only be that of the log that it is named after.
  private static func isSame(
    _ theirs: [String],
    _ paths: [String],
    _ found: Checkpoint,
    _ settings: JournalSettings
  ) -> Bool {
    func names(_ paths: [String]) -> [String] { paths.map { Directories.split($0).name } }
    guard names(theirs) == names(paths) else { return false }
    let usual = JournalSettings.stateDirectory(of: settings.logFile)
    if LogName.resolved(settings.stateDirectory) == LogName.resolved(usual) { return true }
    if theirs.map(LogName.resolved) == paths.map(LogName.resolved) { return true }
    // The directory of a relative path is unknown.
    guard theirs.allSatisfy({ !$0.hasPrefix("/") }) else { return false }
    return zip(found.files, paths).contains { mark, path in
      FileStatus(of: path).map { ($0.device, $0.inode) == (mark.identity.device, mark.identity.inode) }
        ?? false
    }
  }

  static func ringComplaint(_ path: String) -> String { "\(path) is missing or too short" }

  private static func begin(
    _ settings: JournalSettings,
    _ directory: StateDirectory,
    _ store: CheckpointStore
  ) throws(EvidenceError) -> Checkpoint {
    // Left by a start that ended before its first checkpoint.
    for name in try Directories.names(in: directory.path) where name.hasPrefix("ring-") {
      unlink("\(settings.stateDirectory)/\(name)")
    }
    let ring = UInt64.random(in: 1...(.max))
    _ = try RingFile.make(ringPath(settings, ring), capacity: settings.ringCapacity)
    let first = Ring.Position(sequence: 1, offset: 0)
    let checkpoint = Checkpoint(
      number: 1,
      ring: ring,
      incarnation: 0,
      next: first,
      previous: Slot.none,
      kept: first,
      files: EvidenceTarget.allCases.map { target in
        let nothing = FileIdentity.none
        return Checkpoint.FileMark(path: settings.path(of: target), identity: nothing, generation: 0, size: 0)
      },
      state: []
    )
    try store.write(checkpoint, to: .durable, synchronizes: true)
    try Directories.synchronize(above: "\(settings.stateDirectory)/checkpoint")
    return checkpoint
  }

  private static func text(of path: String) -> String? {
    guard let file = OpenFile(reading: path) else { return nil }
    return String(
      decoding: FileBytes.read(file.descriptor, at: 0, count: min(file.size, 1 << 16)),
      as: UTF8.self
    )
  }

  private static func write(_ text: String, to path: String) throws(EvidenceError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw EvidenceError("open", path, code: errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    else { throw EvidenceError("write", path, code: errno) }
  }
}

package struct RecoveredState: Sendable {
  /// The state of the last checkpoint; empty before the first.
  package var state: [UInt8] = []
  /// The changes of the commits since then, in order.
  package var changes: [[UInt8]] = []
  /// Where an unusable state was moved.
  package var putAside: String?
  /// Whether the system has restarted, or a volume lost its cache: unsynchronized writes may be gone.
  package var isAfterPowerCut = false

  init(_ checkpoint: Checkpoint, putAside: String?) {
    state = checkpoint.state
    self.putAside = putAside
    isAfterPowerCut = checkpoint.bootID != BootID.current
  }
}
