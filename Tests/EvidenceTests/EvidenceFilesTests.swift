import Foundation
import Glibc
import Testing

@testable import Evidence

struct EvidenceFilesTests {
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
    #expect(EvidenceFiles.recordFile(for: logFile) == recordFile)
  }

  @Test(arguments: [
    "decoy.json", "/var/log/decnet/decnet.json", ".hidden.json", "decoy.log.json", ".json", "/a/.json",
  ])
  func `A log file that ends in json has no record file`(logFile: String) {
    #expect(EvidenceFiles.recordFile(for: logFile) == nil)
  }

  @Test func `Both files are made, with the directories above them`() throws {
    _ = try EvidenceFiles(logFile: log, recordFile: records)
    #expect(try FileContent.size(log) == 0)
    #expect(try FileContent.size(records) == 0)
  }

  @Test func `Lines and records go each to their file in order`() throws {
    var files = try EvidenceFiles(logFile: log, recordFile: records)
    for number in 0..<100 {
      let line = Array("line \(number)\n".utf8)
      let record = number.isMultiple(of: 2) ? Array("{\"n\":\(number)}\n".utf8) : []
      try files.prepare(raw: line.count, records: record.count)
      try files.append(raw: line, records: record)
    }
    try files.synchronize()
    #expect(try FileContent.text(log) == (0..<100).map { "line \($0)\n" }.joined())
    #expect(try FileContent.text(records) == (0..<50).map { "{\"n\":\(2 * $0)}\n" }.joined())
  }

  @Test func `Both files are followed through a rotation, and unexplained truncations are counted`() throws {
    var files = try EvidenceFiles(logFile: log, recordFile: records)
    try append("1", to: &files)
    try FileContent.rename(log, to: log + ".1")
    try FileContent.remove(records)
    try append("2", to: &files)
    #expect(try FileContent.text(log) == "line 2\n")
    #expect(try FileContent.text(records) == "record 2\n")
    try FileContent.truncate(log)
    try FileContent.truncate(records)
    try append("3", to: &files)
    let unexplained = files.unexplainedTruncations
    #expect(unexplained == 2)
  }

  @Test func `Both files are opened anew on demand`() throws {
    var files = try EvidenceFiles(logFile: log, recordFile: records)
    try append("1", to: &files)
    try FileContent.rename(log, to: log + ".1")
    try FileContent.rename(records, to: records + ".1")
    try files.reopen()
    #expect(try FileContent.size(log) == 0)
    #expect(try FileContent.size(records) == 0)
    try append("2", to: &files)
    #expect(try FileContent.text(records + ".1") == "record 1\n")
    #expect(try FileContent.text(records) == "record 2\n")
  }

  @Test func `An error names the file that it is about`() throws {
    try FileManager.default.createDirectory(atPath: records, withIntermediateDirectories: true)
    let error = #expect(throws: EvidenceError.self) {
      _ = try EvidenceFiles(logFile: log, recordFile: records)
    }
    #expect(error?.message == "cannot open \(records): Is a directory")
  }

  @Test(.enabled(if: SmallDisk.isWanted, "needs root, to mount a small disk"))
  func `After an error with the records the lines are not appended twice`() throws {
    let disk = try SmallDisk()
    let other = disk.file("decoy.json")
    var files = try EvidenceFiles(logFile: log, recordFile: other)
    try disk.fill()
    let line = Array("line 1\n".utf8)
    let record = Array("record 1\n".utf8)
    var refusals = 0
    for _ in 0..<3 {
      do { try files.append(raw: line, records: record) } catch { refusals += 1 }
    }
    #expect(refusals == 3)
    #expect(try FileContent.text(log) == "line 1\n")
    #expect(try FileContent.size(other) == 0)
    try disk.clear()
    try files.prepare(raw: line.count, records: record.count)
    try files.append(raw: line, records: record)
    #expect(try FileContent.text(log) == "line 1\n")
    #expect(try FileContent.text(other) == "record 1\n")
    try append("2", to: &files)
    #expect(try FileContent.text(log) == "line 1\nline 2\n")
  }

  private func append(_ number: String, to files: inout EvidenceFiles) throws {
    let line = Array("line \(number)\n".utf8)
    let record = Array("record \(number)\n".utf8)
    try files.prepare(raw: line.count, records: record.count)
    try files.append(raw: line, records: record)
  }
}
