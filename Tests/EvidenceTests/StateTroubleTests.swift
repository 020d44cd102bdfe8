import Basics
import Files
import Foundation
import NIOCore
import Testing
import TestSupport

@testable import Evidence

/// What can be wrong with what is known of the time before.
struct StateTroubleTests {
  private let directory: ScratchDirectory
  private let settings: JournalSettings

  init() throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
  }

  private func state(_ name: String) -> String { settings.stateDirectory + "/" + name }

  private func commitSome() throws {
    var rig = try JournalRig(settings)
    for name in ["a", "b", "c"] { try rig.commit("line \(name)\n", change: name) }
    try rig.journal.checkpoint(rig.state, isDurable: true)
    try rig.journal.checkpoint(rig.state, isDurable: true)
  }

  @Test func `A checkpoint that is cut anywhere is damaged, and one of a later version is said to be`() throws
  {
    let nothing = FileIdentity(device: 1, inode: 2, birth: 3)
    let checkpoint = Checkpoint(
      number: 5,
      ring: 6,
      incarnation: 7,
      next: .init(sequence: 8, offset: 64),
      previous: 0,
      kept: .init(sequence: 8, offset: 64),
      files: [.init(path: "/ä", identity: nothing, generation: 1, size: 9)],
      state: [1, 2, 3]
    )
    let bytes = Array(checkpoint.encoded().readableBytesView)
    guard case .valid(let again) = Checkpoint.decode(bytes) else {
      Issue.record("not read again")
      return
    }
    #expect(again.state == [1, 2, 3] && again.files == checkpoint.files && again.next == checkpoint.next)
    for count in bytes.indices {
      guard case .damaged = Checkpoint.decode(Array(bytes[..<count])) else {
        Issue.record("cut at \(count)")
        continue
      }
    }
    for index in bytes.indices where !(8..<12).contains(index) {
      var changed = bytes
      changed[index] ^= 0x40
      if case .valid = Checkpoint.decode(changed) { Issue.record("changed at \(index)") }
    }
    var later = bytes
    later[11] = 2
    guard case .later(2) = Checkpoint.decode(later) else {
      Issue.record("a later version")
      return
    }
  }

  @Test(arguments: ["A", "B"])
  func `With one half damaged the other one counts`(side: String) throws {
    try commitSome()
    try FileContent.make(state("checkpoint.\(side)"), "damaged")
    let rig = try JournalRig(settings)
    #expect(rig.state == Array("abc".utf8))
  }

  @Test(arguments: ["", "damaged", "decklog\u{1}\0\0\0\u{9}of a version that comes later"])
  func `With both halves damaged, a start is refused until the operator chooses where to begin`(
    content: String
  ) throws {
    try commitSome()
    for side in ["A", "B"] { try FileContent.make(state("checkpoint.\(side)"), content) }
    for _ in 0..<3 {
      let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
      #expect(error?.code == (content.hasSuffix("later") ? .unusableState : .damagedState))
      #expect(error?.message.contains("it was moved to \(settings.stateDirectory).aside-") == true)
    }
    var rig = try JournalRig(settings, startsAnew: true)
    #expect(rig.state.isEmpty)
    #expect(rig.journal.recovered.putAside != nil)
    try rig.commit("line d\n", change: "d")
    #expect(try FileContent.text(settings.logFile) == "line a\nline b\nline c\nline d\n")
  }

  @Test func `Without its ring a state is damaged`() throws {
    try commitSome()
    for name in try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory)
    where name.hasPrefix("ring-") { try FileContent.remove(state(name)) }
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
    #expect(error?.code == .damagedState)
  }

  @Test(arguments: ["", "/checkpoint.A", "/checkpoint.B", "/lock"])
  func `Another user's state is an error that names its owner, and stays as it is`(part: String) throws {
    try commitSome()
    let path = settings.stateDirectory + part
    chmod(directory.path, 0o777)
    for file in [settings.logFile, settings.recordFile, settings.ledgerFile, settings.lockFile] {
      chmod(file, 0o666)
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: settings.stateDirectory) {
      chmod(state(name), 0o666)
    }
    chmod(settings.stateDirectory, 0o777)
    chmod(path, 0)
    let error = #expect(throws: EvidenceError.self) {
      try Privileges.withoutRightToFiles { _ = try JournalRig(settings) }
    }
    #expect(error?.code == .permissionDenied)
    #expect(error?.message.contains("Permission denied; \(path) belongs to ") == true)
    chmod(path, 0o777)
    let rig = try JournalRig(settings)
    #expect(rig.state == Array("abc".utf8))
  }

  @Test func `The state of another log is not used for this one`() throws {
    try commitSome()
    var other = settings
    other.logFile = directory.file("other.log")
    other.recordFile = directory.file("other.json")
    other.ledgerFile = directory.file("other.ledger")
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(other) }
    #expect(error?.code == .unusableState)
    #expect(error?.message.contains("belongs to \(settings.logFile)") == true)
  }

  @Test func `A second journal on the same log is refused, whatever its state directory`() throws {
    let rig = try JournalRig(settings)
    var other = settings
    other.stateDirectory = directory.file("other")
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(other) }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("process \(getpid())") == true)
    _ = rig.state
  }

  @Test func `What a log lost by shrinking between two runs is written again and reported`() throws {
    try commitSome()
    try FileContent.truncate(settings.logFile, to: 3)
    var rig = try JournalRig(settings)
    try rig.commit("line d\n", change: "d")
    let damages = rig.journal.takeDamages()
    #expect(damages.map(\.kind).contains(.truncation))
    #expect(try FileContent.text(settings.logFile) == "lin\nline a\nline b\nline c\nline d\n")
  }

  @Test func `A longer ring takes the place of one that became too short`() throws {
    try commitSome()
    var larger = settings
    larger.ringCapacity = 4 * JournalRig.ringCapacity
    var rig = try JournalRig(larger)
    try rig.appendLedgerEntry()
    try rig.journal.checkpoint(rig.state, isDurable: true)
    #expect(rig.journal.ring.capacity == larger.ringCapacity)
    try rig.commit(String(repeating: "x", count: JournalRig.ringCapacity / 2) + "\n", change: "d")
    rig = try reopened(consume rig, larger)
    #expect(rig.state.filter { $0 != UInt8(ascii: "L") } == Array("abcd".utf8))
  }

  private func reopened(_ rig: consuming JournalRig, _ settings: JournalSettings) throws -> JournalRig {
    _ = consume rig
    return try JournalRig(settings)
  }

  @Test(arguments: [0x6969, 0xFF53_4D42, 0x6573_5546, 0x0102_1997])
  func `File systems that don't append as one step are known`(type: Int) {
    #expect(FileSystemCheck.unsafeName(type) != nil)
  }

  @Test(arguments: [0xEF53, 0x0102_1994, 0x794C_7630, 0x5846_5342])
  func `Local file systems are good`(type: Int) {
    #expect(FileSystemCheck.unsafeName(type) == nil)
  }
}
