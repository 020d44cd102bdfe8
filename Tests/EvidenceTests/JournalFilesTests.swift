import Basics
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

struct JournalFilesTests {
  private let directory: ScratchDirectory
  private let log: String
  private let records: String

  init() throws {
    directory = try ScratchDirectory()
    log = directory.file("logs/decoy.log")
    records = directory.file("logs/decoy.json")
  }

  @Test(
    arguments: [
      ("/var/log/decnet/decnet.log", "/var/log/decnet/decnet.json"), ("decoy.log", "decoy.json"),
      ("decoy", "decoy.json"), ("decoy.txt", "decoy.json"), ("/v1.2/decoy", "/v1.2/decoy.json"),
      ("/v1.2/decoy.log", "/v1.2/decoy.json"), ("/v1.json/decoy", "/v1.json/decoy.json"),
      ("decoy.2026.log", "decoy.2026.json"), ("decoy.json.log", "decoy.json.json"),
      ("/logs/.decoy", "/logs/.decoy.json"),
      (".decoy.log", ".decoy.json"),
      ("decoy.JSON", "decoy.json"), ("żółw.log", "żółw.json"), ("a b/c d.log", "a b/c d.json"),
    ]
  )
  func `The records stand beside the log`(logFile: String, recordFile: String) {
    #expect(JournalSettings.recordFile(for: logFile) == recordFile)
  }

  @Test(arguments: [
    "decoy.json", "/var/log/decnet/decnet.json", ".hidden.json", "decoy.log.json", ".json", "/a/.json",
  ])
  func `A log file that ends in json has no record file`(logFile: String) {
    #expect(JournalSettings.recordFile(for: logFile) == nil)
  }

  @Test func `All files are made, with the directories above them`() throws {
    _ = try JournalRig(settings)
    #expect(try FileContent.size(log) == 0)
    #expect(try FileContent.size(records) == 0)
    #expect(try FileContent.size(settings.ledgerFile) == 0)
  }

  @Test func `Lines and records go each to their file in order`() throws {
    var rig = try JournalRig(settings)
    for number in 0..<100 {
      try rig.commit("line \(number)\n", number.isMultiple(of: 2) ? "{\"n\":\(number)}\n" : "")
    }
    #expect(try FileContent.text(log) == (0..<100).map { "line \($0)\n" }.joined())
    #expect(try FileContent.text(records) == (0..<50).map { "{\"n\":\(2 * $0)}\n" }.joined())
  }

  @Test func `Both files are followed through a rotation, and unexplained truncations are reported`() throws {
    var rig = try JournalRig(settings)
    try rig.commit("line 1\n", "record 1\n")
    try FileContent.rename(log, to: log + ".1")
    try FileContent.remove(records)
    try rig.commit("line 2\n", "record 2\n")
    #expect(try FileContent.text(log) == "line 2\n")
    #expect(try FileContent.text(records) == "record 2\n")
    try FileContent.truncate(log)
    try FileContent.truncate(records)
    try rig.commit("line 3\n", "record 3\n")
    let damages = rig.journal.takeDamages()
    #expect(damages.map(\.kind) == [.unexplainedTruncation, .unexplainedTruncation])
    #expect(damages.map(\.target) == [.log, .records])
    let again = rig.journal.takeDamages()
    #expect(again.isEmpty)
  }

  @Test func `Both files are opened anew on demand`() throws {
    var rig = try JournalRig(settings)
    try rig.commit("line 1\n", "record 1\n")
    try FileContent.rename(log, to: log + ".1")
    try FileContent.rename(records, to: records + ".1")
    try rig.journal.reopen()
    #expect(try FileContent.size(log) == 0)
    #expect(try FileContent.size(records) == 0)
    try rig.commit("line 2\n", "record 2\n")
    #expect(try FileContent.text(records + ".1") == "record 1\n")
    #expect(try FileContent.text(records) == "record 2\n")
  }

  @Test func `An error names the file that it is about`() throws {
    try FileManager.default.createDirectory(atPath: records, withIntermediateDirectories: true)
    let error = #expect(throws: EvidenceError.self) { _ = try JournalRig(settings) }
    #expect(error?.message == "cannot open \(records): Is a directory")
  }

  @Test func `Space in the ring is requested once, and in the ledger only for what it does not report yet`()
    throws
  {
    var rig = try JournalRig(settings)
    var entries = 0
    for _ in 0..<200 {
      if rig.journal.wantsLedgerEntry {
        try rig.appendLedgerEntry()
        entries += 1
        let wantsMore = rig.journal.wantsLedgerEntry
        #expect(!wantsMore)
      }
      if rig.journal.wantsCheckpoint {
        try rig.journal.checkpoint(rig.state, isDurable: false)
        let wantsMore = rig.journal.wantsCheckpoint
        #expect(!wantsMore)
      }
      try rig.journal.prepare(JournalRig.unit(String(repeating: "x", count: 20_000) + "\n", change: "x"))
      try rig.journal.deliver()
      for _ in 0..<3 where rig.journal.wantsLedgerEntry == false {
        try rig.journal.prepare(JournalRig.unit("", change: "y"))
        try rig.journal.deliver()
      }
    }
    // Four megabytes through a ring of one, a quarter of it at a time.
    #expect((15...25).contains(entries), "\(entries)")
  }

  @Test func `Others who write into our files share them`() throws {
    var rig = try JournalRig(settings)
    try rig.commit("ours 1\n")
    try FileContent.append("half a line of theirs", to: log)
    try rig.commit("ours 2\n")
    #expect(try FileContent.text(log) == "ours 1\nhalf a line of theirs\nours 2\n")
    let damages = rig.journal.takeDamages()
    #expect(damages == [Damage(target: .log, kind: .halfLine, count: 1)])
  }

  private var settings: JournalSettings { JournalRig.settings(directory.file("logs")) }
}
