import Basics
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

/// A state that was left under one spelling of a log's path goes on under another.
struct SpelledStateTests {
  private let directory: ScratchDirectory
  private let log: String

  init() throws {
    directory = try ScratchDirectory()
    mkdir(directory.file("logs"), 0o755)
    log = directory.file("logs/decoy.log")
  }

  private static func settings(_ log: String, state: String? = nil) throws -> JournalSettings {
    let records = try #require(JournalSettings.recordFile(for: log))
    var settings = JournalSettings(logFile: log, recordFile: records, stateDirectory: state)
    settings.ringCapacity = JournalRig.ringCapacity
    return settings
  }

  /// Commits one line, as a collector does that was started with this path.
  private func commit(_ name: String, to log: String, state: String? = nil) throws {
    var rig = try JournalRig(Self.settings(log, state: state))
    try rig.commit("line \(name)\n", "record \(name)\n", change: name)
    try rig.appendLedgerEntry()
    try rig.journal.checkpoint(rig.state, isDurable: true)
  }

  private func expectBoth(_ log: String, state: String? = nil) throws {
    let rig = try JournalRig(Self.settings(log, state: state))
    #expect(rig.state.filter { $0 != UInt8(ascii: "L") } == Array("ab".utf8))
    #expect(try FileContent.text(log) == "line a\nline b\n")
    #expect(try FileContent.text(rig.journal.settings.recordFile) == "record a\nrecord b\n")
  }

  @Test(arguments: Spelling.allCases)
  func `The same record goes on, whatever the spelling`(spelling: Spelling) throws {
    try commit("a", to: LogName.found(by: log))
    let path = LogName.found(by: try spelling.path(to: log, in: directory))
    #expect(path == log)
    try commit("b", to: path)
    try expectBoth(log)
    let states = try FileManager.default.contentsOfDirectory(atPath: directory.file("logs"))
      .filter { $0.hasSuffix(".state") || $0.hasSuffix(".jsonl") || $0.hasSuffix(".lock") }
    #expect(states.count == 3, "\(states)")
  }

  @Test(arguments: [Spelling.relative, .dot, .parent, .directoryLink, .fileLink, .hardLink])
  func `What an earlier version kept under the path as it was given is taken over`(spelling: Spelling) throws
  {
    try FileContent.make(log)
    // Earlier versions looked at nothing but the text.
    try commit("a", to: try spelling.path(to: log, in: directory))
    let path = LogName.found(by: log)
    try commit("b", to: path)
    try expectBoth(path)
    #expect(try FileContent.text(log) == "line a\nline b\n")
  }

  @Test(arguments: [Spelling.relative, .dot, .directoryLink])
  func `A state that is kept elsewhere is taken over where its paths lead to the same files`(
    spelling: Spelling
  ) throws {
    let state = directory.file("state")
    try commit("a", to: try spelling.path(to: log, in: directory), state: state)
    try commit("b", to: log, state: state)
    try expectBoth(log, state: state)
  }

  @Test func `A directory that was moved takes its record with it`() throws {
    try commit("a", to: log)
    try FileContent.rename(directory.file("logs"), to: directory.file("moved"))
    try commit("b", to: directory.file("moved/decoy.log"))
    try expectBoth(directory.file("moved/decoy.log"))
  }

  @Test func `A state that is kept elsewhere is not used for a log of the same name in another directory`()
    throws
  {
    let state = directory.file("state")
    try commit("a", to: log, state: state)
    let settings = try Self.settings(directory.file("decoy.log"), state: state)
    #expect(StateInspection(settings) == .unusable("\(state) belongs to \(log), not to \(settings.logFile)"))
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
    #expect(error?.code == .unusableState)
  }

  @Test func `The ring of a collector that was killed is brought into the files by another spelling`() throws
  {
    var rig = try JournalRig(Self.settings(Spelling.relative(log)))
    try rig.commit("line a\n", "record a\n", change: "a")
    try rig.accept("line b\n", "record b\n", change: "b")
    _ = consume rig
    try expectBoth(log)
  }
}
