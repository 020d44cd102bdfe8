import Basics
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Doctor
@testable import Evidence

/// Probes of real files.
struct FileProbeTests {
  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private var settings: JournalSettings {
    var settings = JournalSettings(
      logFile: folder.file("decoy.log"),
      recordFile: folder.file("decoy.json"),
      stateDirectory: folder.file("decoy.log.state")
    )
    settings.ringCapacity = 1 << 20
    return settings
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
  }

  // MARK: Paths

  @Test func `A path is a file, a directory, something else, or missing`() throws {
    try write("", to: "file")
    #expect(mkfifo(folder.file("fifo"), 0o600) == 0)
    #expect(PathProbe(lookingAt: folder.file("file")).kind == .file)
    #expect(PathProbe(lookingAt: folder.path).kind == .directory)
    #expect(PathProbe(lookingAt: folder.file("fifo")).kind == .other)
    #expect(PathProbe(lookingAt: folder.file("none")).kind == .missing)
    #expect(PathProbe(lookingAt: folder.file("file/below")).kind == .unknown("Not a directory"))
    #expect(PathProbe(lookingAt: folder.path).refusal == nil)
  }

  @Test func `A missing path leads to the nearest directory above`() {
    #expect(PathProbe.nearest(folder.file("a/b/c")).path == folder.path)
    #expect(PathProbe.nearest(folder.path).path == folder.path)
    #expect(PathProbe.nearest("/no-such-directory/x").path == "/")
    #expect(PathProbe.nearest("no-such-directory/x").path == ".")
  }

  @Test func `A path that may not be written has a reason and an owner`() throws {
    try write("", to: "file")
    #expect(chmod(folder.file("file"), 0o444) == 0)
    let (file, directory) = try Privileges.withoutRightToFiles {
      (PathProbe(lookingAt: folder.file("file")), PathProbe(lookingAt: "/"))
    }
    #expect(file.refusal == "Permission denied")
    #expect(file.owner.contains("with mode 0444"))
    #expect(directory.refusal == "Permission denied")
  }

  @Test func `The log's directory is examined, and nothing is created`() throws {
    var settings = settings
    settings.logFile = folder.file("new/decoy.log")
    let values = LogDirectoryCheck.Values(of: settings.logFile)
    #expect(values.directory.path == folder.path)
    #expect(values.path == folder.file("new"))
    #expect(values.unsafeFileSystem == nil)
    #expect(PathProbe(lookingAt: settings.logFile).kind == .missing)
    #expect(SpaceProbe(of: folder.path).map { $0.size > 0 && $0.free <= $0.size } == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `A missing path has no free space`() {
    #expect(SpaceProbe(of: folder.file("none")) == nil)
  }

  // MARK: The state

  @Test func `Without a journal nothing is known`() {
    #expect(StateDirectoryCheck.Values(settings, LockProbe(holder: .nobody)).content == .none)
    #expect(StateInspection(settings) == .none)
  }

  @Test func `A journal's state is usable`() throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    let before = try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory).sorted()
    #expect(StateDirectoryCheck.Values(settings, LockProbe(holder: .nobody)).content == .usable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory).sorted() == before)
  }

  @Test func `A state in use can be examined`() throws {
    let journal = try Journal.open(settings, startsAnew: false)
    #expect(StateInspection(settings) == .usable)
    #expect(LockProbe(of: settings.lockFile).holder == .process(getpid()))
    _ = consume journal
  }

  @Test(arguments: [
    ("garbage", "no checkpoint"), ("", "empty"),
    ("decklog\u{1}\u{0}\u{0}\u{0}\u{9}01234567890123", "later version"),
  ])
  func `A state that a start would refuse is reported`(content: String, why: String) throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    for name in try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory)
    where name.hasPrefix("checkpoint") || name.hasPrefix("recent") {
      try write(content, to: "decoy.log.state/\(name)")
    }
    switch StateInspection(settings) {
    case .unusable(let complaint): #expect(complaint.contains(why) && complaint.contains("later version"))
    case .damaged(let complaint): #expect(complaint.contains(why) && !complaint.contains("later version"))
    case let other: Issue.record("\(other)")
    }
  }

  @Test func `The state of another log is reported`() throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    var other = settings
    other.logFile = folder.file("other.log")
    guard case .unusable(let complaint) = StateInspection(other) else {
      Issue.record("\(StateInspection(other))")
      return
    }
    #expect(complaint.contains("belongs to \(settings.logFile), not to \(other.logFile)"))
  }

  @Test func `A state without its ring is reported`() throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    for name in try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory)
    where name.hasPrefix("ring-") {
      try FileManager.default.removeItem(atPath: settings.stateDirectory + "/" + name)
    }
    guard case .damaged(let complaint) = StateInspection(settings) else {
      Issue.record("\(StateInspection(settings))")
      return
    }
    #expect(complaint.hasSuffix("is missing or too short"))
  }

  @Test func `A state that was set aside is refused until the operator decides`() throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    var other = settings
    other.logFile = folder.file("other.log")
    #expect(throws: EvidenceError.self) { _ = try Journal.open(other, startsAnew: false) }
    #expect(StateInspection(settings) == .unusable("set aside"))
  }

  @Test func `A state that this user may not see is reported`() throws {
    do { _ = try Journal.open(settings, startsAnew: false) }
    let found = try Privileges.withoutRightToFiles { StateInspection(settings) }
    guard case .unreadable(let why) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(why.contains("Permission denied"))
  }

  // MARK: The lock

  @Test func `A free or missing lock has no holder`() throws {
    #expect(LockProbe(of: folder.file("lock")).holder == .nobody)
    #expect(access(folder.file("lock"), F_OK) != 0)
    try write("17\n", to: "lock")
    #expect(LockProbe(of: folder.file("lock")).holder == .nobody)
  }

  @Test(
    arguments: [("17\n", 17), ("17", 17), ("", nil), ("x\n", nil), ("99999999999999999999999\n", nil)]
      as [(String, Int32?)]
  )
  func `The lock's file names its holder`(text: String, process: Int32?) throws {
    try write(text, to: "lock")
    let descriptor = open(folder.file("lock"), O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let facts = LockProbe(of: folder.file("lock"))
    #expect(facts.holder == .process(process))
    #expect(facts.isHeld)
    #expect(abs(facts.since - WallClock.now) < 60_000_000_000)
  }

  @Test func `Two doctors don't take each other for a collector`() throws {
    try write("17\n", to: "lock")
    let descriptor = open(folder.file("lock"), O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_SH) == 0)
    #expect(LockProbe(of: folder.file("lock")).holder == .nobody)
  }

  @Test func `A lock that may not be opened is unknown`() throws {
    try write("17\n", to: "lock")
    #expect(chmod(folder.file("lock"), 0o600) == 0)
    let facts = try Privileges.withoutRightToFiles { LockProbe(of: folder.file("lock")) }
    #expect(facts.holder == .unknown("Permission denied"))
  }

  // MARK: The ledger

  private func entry(_ time: String, _ kind: LedgerEntry.Kind, padding: Int = 0) throws -> String {
    var entry = LedgerEntry(sequence: 1, previous: "", time: time, kind: kind, counts: ["lines": 1])
    if padding > 0 { entry.counts[String(repeating: "x", count: padding)] = 1 }
    return String(decoding: try entry.line(), as: UTF8.self)
  }

  @Test func `The last entry of a ledger counts`() throws {
    let text =
      try entry("2026-11-23T03:55:14.000000000Z", .start) + entry("2026-11-23T03:56:14.000000001Z", .stop)
    for (content, kind) in [(text, LedgerEntry.Kind.stop), (text + "{\"cut", .stop)] {
      try write(content, to: "ledger")
      let end = LedgerEnd(reading: folder.file("ledger"))
      #expect(end == .entry(time: 1_795_406_174_000_000_001, kind: kind))
    }
  }

  @Test func `A ledger without a valid entry is reported`() throws {
    #expect(LedgerEnd(reading: folder.file("none")) == .none)
    #expect(LedgerEnd(reading: folder.path) == .unreadable("not a regular file"))
    try write("", to: "ledger")
    #expect(LedgerEnd(reading: folder.file("ledger")) == .none)
    try write("{\"version\":1}\n", to: "ledger")
    #expect(LedgerEnd(reading: folder.file("ledger")) == .unreadable("its last line is not an entry"))
    try write(try entry("yesterday", .stop), to: "ledger")
    #expect(LedgerEnd(reading: folder.file("ledger")) == .unreadable("its last line is not an entry"))
  }

  @Test(arguments: [false, true])
  func `An entry longer than the searched bytes is not found`(isCut: Bool) throws {
    let long = try entry("2026-11-23T03:55:14Z", .interval, padding: LedgerTail.searched)
    try write(isCut ? String(long.dropLast()) : long, to: "ledger")
    guard case .unreadable(let why) = LedgerEnd(reading: folder.file("ledger")) else {
      Issue.record("an entry")
      return
    }
    #expect(why.contains("longer than \(LedgerTail.searched) bytes"))
  }

  // MARK: Rotated files

  @Test func `Only rotated files that grow are found`() throws {
    let names = [
      "decoy.log.1", "decoy.json.1", "decoy.json.2.gz", "decoy.log.ledger.jsonl", "decoy.log.lock",
      "decoy.log",
      "decoy.json", "other.log.1", "decoy.json.3",
    ]
    for name in names { try write("a", to: name) }
    let facts = GrowingFiles(settings) {
      for name in names where name != "decoy.json.3" { try? write("ab", to: name) }
      // Another file of the name is no growth.
      try? FileManager.default.removeItem(atPath: folder.file("decoy.json.3"))
    }
    #expect(facts.count == 3)
    #expect(facts.growing == ["decoy.json.1", "decoy.log.1"].map(folder.file))
  }

  @Test func `A file that is appended to grows`() throws {
    try write("a", to: "decoy.json.1")
    let facts = GrowingFiles(settings) {
      let descriptor = open(folder.file("decoy.json.1"), O_WRONLY | O_APPEND)
      _ = Glibc.write(descriptor, "b", 1)
      close(descriptor)
    }
    #expect(facts == GrowingFiles(count: 1, growing: [folder.file("decoy.json.1")]))
  }

  @Test func `Without rotated files there is no wait`() {
    var hasWaited = false
    let facts = GrowingFiles(settings) { hasWaited = true }
    #expect(facts == GrowingFiles(count: 0, growing: []))
    #expect(!hasWaited)
  }

  // MARK: The state file

  @Test func `The framework's state file is read`() throws {
    try write(#"{"config":{"deckies":[{"name":"omega","services":["ssh","http_proxy"]}]}}"#, to: "state.json")
    let facts = StateFileProbe(reading: folder.file("state.json"))
    #expect(facts.exists)
    #expect(facts.fault == nil)
    #expect(facts.containers == ["omega-ssh", "omega-http-proxy"])
  }

  @Test func `A missing or damaged state file is reported`() throws {
    #expect(!StateFileProbe(reading: folder.file("none")).exists)
    try write("{", to: "state.json")
    let facts = StateFileProbe(reading: folder.file("state.json"))
    #expect(facts.exists)
    #expect(facts.fault?.contains("no valid JSON") == true)
  }

  // MARK: Others

  @Test func `A small file is read to its limit`() throws {
    try write(String(repeating: "x", count: SmallFile.limit + 4097), to: "large")
    let length = SmallFile.text(of: folder.file("large"))?.utf8.count ?? 0
    #expect(length >= SmallFile.limit && length < SmallFile.limit + 4096)
    #expect(SmallFile.text(of: folder.file("none")) == nil)
  }
}
