import Basics
import Files
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

/// The locks of the files themselves, which other names and links don't get around.
struct OutputLockTests {
  /// Another path to one of the files of a collector that runs.
  enum Way: CaseIterable {
    case symbolicLink, hardLink, sameRecords, linkedRecords
  }

  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  /// The settings of a second collector, which has lock and state of its own.
  private func second(_ way: Way) throws -> (settings: JournalSettings, shared: String) {
    let name = way == .sameRecords ? "decoy.txt" : "second.log"
    var second = JournalSettings(
      logFile: directory.file(name),
      recordFile: try #require(JournalSettings.recordFile(for: directory.file(name)))
    )
    second.ringCapacity = JournalRig.ringCapacity
    switch way {
    case .symbolicLink: try #require(symlink(settings.logFile, second.logFile) == 0)
    case .hardLink: try #require(link(settings.logFile, second.logFile) == 0)
    case .sameRecords: break
    case .linkedRecords: try #require(symlink(settings.recordFile, second.recordFile) == 0)
    }
    let sharesLog = way == .symbolicLink || way == .hardLink
    return (second, sharesLog ? second.logFile : second.recordFile)
  }

  @Test(arguments: Way.allCases)
  func `A second collector on one of the files is refused, and leaves nothing but its lock file`(way: Way)
    throws
  {
    var rig = try JournalRig(settings)
    let (second, shared) = try second(way)
    let before = Set(try Directories.names(in: directory.path))
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(second) }
    #expect(error?.code == .locked)
    #expect(error?.message.hasPrefix("\(shared) is in use by ") == true)
    #expect(error?.message.contains("\n") == false)
    let made = Set(try Directories.names(in: directory.path)).subtracting(before)
    #expect(made == [Directories.split(second.lockFile).name])
    try rig.commit("line a\n", "record a\n", change: "a")
  }

  @Test(arguments: Way.allCases)
  func `When the first one has ended the second may begin`(way: Way) throws {
    let rig = try JournalRig(settings)
    let (second, _) = try second(way)
    _ = consume rig
    var next = try JournalRig(second)
    try next.commit("line b\n", "record b\n", change: "b")
    #expect(next.journal.lockedElsewhere.isEmpty)
  }

  @Test func `The lock follows a rotation: the new files are locked, and the old ones free`() throws {
    var rig = try JournalRig(settings)
    try rig.commit("line a\n", "record a\n", change: "a")
    for path in [settings.logFile, settings.recordFile] { try FileContent.rename(path, to: path + ".1") }
    try rig.commit("line b\n", "record b\n", change: "b")
    for path in [settings.logFile, settings.recordFile] {
      #expect(Lock.take(path) == nil)
      #expect(Lock.take(path + ".1") != nil)
    }
    #expect(rig.journal.foreignLocks == 0)
  }

  @Test(arguments: [LOCK_EX, LOCK_SH])
  func `A lock that another program has refuses the start`(kind: Int32) throws {
    try FileContent.make(settings.logFile)
    let foreign = try #require(Lock.take(settings.logFile, kind))
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
    #expect(error?.code == .locked)
    foreign.release()
    _ = try JournalRig(settings)
  }

  @Test(arguments: [LOCK_EX, LOCK_SH])
  func `A lock that another program has when the file comes is counted, and the lines are written`(
    kind: Int32
  ) throws {
    var rig = try JournalRig(settings)
    try rig.commit("line a\n", change: "a")
    try FileContent.rename(settings.logFile, to: settings.logFile + ".1")
    try FileContent.make(settings.logFile)
    let foreign = try #require(Lock.take(settings.logFile, kind))
    for name in ["b", "c"] { try rig.commit("line \(name)\n", change: name) }
    #expect(try FileContent.text(settings.logFile) == "line b\nline c\n")
    #expect(rig.journal.lockedElsewhere == [settings.logFile])
    #expect(rig.journal.foreignLocks == 1)
    // As soon as it is free it is taken.
    foreign.release()
    try rig.journal.settle()
    #expect(rig.journal.lockedElsewhere.isEmpty)
    #expect(rig.journal.foreignLocks == 1)
    #expect(Lock.take(settings.logFile) == nil)
  }

  @Test func `A lock ends with the journal, also where a checkpoint still has the files open`() throws {
    var rig = try JournalRig(settings)
    try rig.commit("line a\n", change: "a")
    let checkpoint = try rig.journal.durableCheckpoint(rig.state)
    _ = consume rig
    #expect(Lock.take(settings.logFile) != nil)
    try checkpoint.write()
  }

  @Test(
    arguments: [
      ("1: FLOCK  ADVISORY  WRITE 4711 08:01:1234 0 EOF\n", 4711),
      (
        "1: POSIX  ADVISORY  WRITE 1 08:01:1234 0 EOF\n2: FLOCK  ADVISORY  READ  4711 08:01:1234 0 EOF\n",
        4711
      ),
      ("1: FLOCK  ADVISORY  WRITE 1 08:02:1234 0 EOF\n", nil),
      ("1: FLOCK  ADVISORY  WRITE 1 08:01:1235 0 EOF\n", nil),
      ("1: -> FLOCK  ADVISORY  WRITE 1 08:01:1234 0 EOF\n", nil),
      ("1: FLOCK  ADVISORY  WRITE 0 08:01:1234 0 EOF\n", nil),
      ("1: FLOCK  ADVISORY  WRITE 99999999999 08:01:1234 0 EOF\n", nil),
      ("1: FLOCK  ADVISORY  WRITE 1 08:01\n", nil), ("FLOCK\n", nil), ("", nil),
    ] as [(String, Int32?)]
  )
  func `The kernel's list of locks says which process has one`(list: String, process: Int32?) {
    #expect(FileLock.holder(ofDevice: 0x801, inode: 1234, in: list) == process)
  }
}

/// A lock of another program's.
private final class Lock {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Tries once; `nil` where somebody else has it.
  static func take(_ path: String, _ kind: Int32 = LOCK_EX) -> Lock? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let lock = Lock(descriptor)
    return flock(descriptor, kind | LOCK_NB) == 0 ? lock : nil
  }

  func release() { flock(descriptor, LOCK_UN) }
}
