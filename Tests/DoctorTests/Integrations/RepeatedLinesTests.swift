import Files
import Foundation
import Testing
import TestSupport

@testable import Doctor
@testable import Evidence

struct RepeatedLinesTests {
  private let folder: ScratchDirectory

  init() throws { folder = try ScratchDirectory() }

  private var settings: JournalSettings {
    var settings = JournalSettings(logFile: folder.file("decoy.log"), recordFile: folder.file("decoy.json"))
    settings.ringCapacity = 1 << 20
    return settings
  }

  private func append(_ text: String) throws {
    let handle = try FileHandle(forWritingTo: URL(filePath: settings.logFile))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Writes lines through a journal, with what another program writes behind each, and a ledger entry at the end.
  private func write(_ lines: [String], theirs: (String) -> String) throws {
    var journal = try Journal.open(settings, startsAnew: true)
    for line in lines {
      var unit = CommitUnit()
      unit.log = [Array("\(line)\n".utf8)]
      unit.change = [1]
      try journal.prepare(unit)
      try journal.deliver()
      try append(theirs(line))
    }
    var entry = LedgerEntry(sequence: 1, previous: "", time: "then", kind: .interval, counts: [:])
    entry.files = journal.takeSegments().map(LedgerEntry.File.init)
    var unit = CommitUnit()
    unit.ledger = try entry.line()
    unit.change = [2]
    try journal.prepare(ledgerEntry: unit)
    try journal.deliver()
  }

  @Test func `A second collector's repeated lines are counted`() throws {
    try write(["<14>1 one", "<14>1 two", "<14>1 three", "<14>1 four"]) { "\($0)\n" }
    // What stands behind our last line is not between ours.
    #expect(RepeatedLines(settings) == RepeatedLines(ours: 4, others: 3, repeated: 3))
  }

  @Test func `Lines that are not events may repeat`() throws {
    try write(["Server listening on 0.0.0.0 port 22.", "<14>1 two", "<14>1 three"]) { "\($0)\n" }
    #expect(RepeatedLines(settings) == RepeatedLines(ours: 3, others: 2, repeated: 1))
  }

  @Test func `Other programs' lines are no second collector`() throws {
    try write(["one", "two", "three"]) { "rsyslog had \($0)\n" }
    #expect(RepeatedLines(settings) == RepeatedLines(ours: 3, others: 2, repeated: 0))
  }

  @Test func `The order of the two copies doesn't matter`() {
    let bytes = Array("<2>\n<1>\n<1>\n<2>\n<3>".utf8)
    let lines = RepeatedLines(bytes, at: 100, ours: [104..<108, 112..<116])
    #expect(lines == RepeatedLines(ours: 2, others: 2, repeated: 2))
  }

  @Test func `A ledger of another file says nothing`() throws {
    try write(["one", "two"]) { _ in "" }
    try FileManager.default.moveItem(atPath: settings.logFile, toPath: settings.logFile + ".1")
    #expect(RepeatedLines(settings) == nil)
    try Data("one\none\n".utf8).write(to: URL(filePath: settings.logFile))
    #expect(RepeatedLines(settings) == nil)
  }

  @Test(
    arguments: [
      "[]", "[[]]", "[[0]]", "[[3,2]]", "[[-1,2]]", "[[0,99]]", "[[0,9223372036854775807]]",
      "[[0,9223372036854775808]]", "[[-9223372036854775808,9223372036854775807]]", "[[0,1,2]]", "\"x\"",
    ]
  )
  func `Ranges may be any numbers`(ranges: String) throws {
    try Data("one\ntwo\n".utf8).write(to: URL(filePath: settings.logFile))
    let inode = try #require(FileStatus(of: settings.logFile)).inode
    let line =
      #"{"files":[{"target":"log","generation":1,"inode":\#(inode),"ranges":\#(ranges),"lines":1,"sha256":""}]}"#
    try Data("garbage\n\(line)\n{\"cut".utf8).write(to: URL(filePath: settings.ledgerFile))
    #expect(RepeatedLines(settings) == nil)
  }

  @Test func `Of a long log only the end is read`() throws {
    let line = String(repeating: "x", count: 1023) + "\n"
    let count = RepeatedLines.window / line.utf8.count + 10
    try Data(String(repeating: line, count: count).utf8).write(to: URL(filePath: settings.logFile))
    let inode = try #require(FileStatus(of: settings.logFile)).inode
    let end = count * line.utf8.count
    let entry =
      #"{"files":[{"target":"log","generation":1,"inode":\#(inode),"ranges":[[0,\#(end)]],"lines":1,"sha256":""}]}"#
    try Data("\(entry)\n".utf8).write(to: URL(filePath: settings.ledgerFile))
    #expect(RepeatedLines(settings)?.ours == RepeatedLines.window / line.utf8.count)
  }

  @Test func `The last lines of a ledger are complete`() throws {
    try Data("one\ntwo\nthree\nfo".utf8).write(to: URL(filePath: settings.ledgerFile))
    let lines = LedgerTail.lines(of: settings.ledgerFile, limit: 2)
    #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["two", "three"])
    let long = String(repeating: "x", count: LedgerTail.searched)
    try Data("\(long)\nlast\n".utf8).write(to: URL(filePath: settings.ledgerFile))
    let rest = LedgerTail.lines(of: settings.ledgerFile, limit: 9)
    #expect(rest.map { String(decoding: $0, as: UTF8.self) } == ["last"])
    #expect(LedgerTail.lines(of: folder.file("none"), limit: 9).isEmpty)
  }
}
