import Files
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Evidence

/// One log is one log, however its path is spelled.
struct LogNameTests {
  private let directory: ScratchDirectory
  private let log: String

  init() throws {
    directory = try ScratchDirectory()
    mkdir(directory.file("logs"), 0o755)
    log = directory.file("logs/decoy.log")
  }

  private func begin(_ log: String, at time: Int = 0) throws {
    let ledger = JournalSettings.ledgerFile(of: log)
    try FileContent.make(ledger, "{}\n")
    var times = [timeval(tv_sec: time, tv_usec: 0), timeval(tv_sec: time, tv_usec: 0)]
    try #require(utimes(ledger, &times) == 0)
  }

  @Test(arguments: Spelling.allCases)
  func `Every spelling leads to the name that the record was begun under`(spelling: Spelling) throws {
    try FileContent.make(log)
    try begin(log)
    #expect(LogName.found(by: try spelling.path(to: log, in: directory)) == log)
  }

  @Test(arguments: Spelling.allCases.filter { $0 != .hardLink })
  func `Before the log is there every spelling leads to its own name`(spelling: Spelling) throws {
    #expect(LogName.found(by: try spelling.path(to: log, in: directory)) == log)
  }

  @Test(arguments: [Spelling.fileLink, .hardLink], Spelling.allCases)
  func `A record that was begun under a link's name is found by every spelling`(
    begun: Spelling,
    spelling: Spelling
  ) throws {
    try FileContent.make(log)
    let name = try begun.path(to: log, in: directory)
    try begin(name)
    #expect(LogName.found(by: try spelling.path(to: log, in: directory)) == name)
  }

  @Test func `A record that was begun by a link in another directory is found by that link`() throws {
    try FileContent.make(log)
    let link = try Spelling.linkElsewhere.path(to: log, in: directory)
    try begin(link)
    #expect(LogName.found(by: link) == link)
    // Once there is one under the file's own name, that counts.
    try begin(log)
    #expect(LogName.found(by: link) == log)
  }

  @Test func `Of several names the one that was written last counts`() throws {
    try FileContent.make(log)
    let names = try [Spelling.fileLink, .hardLink].map { try $0.path(to: log, in: directory) }
    for newest in names {
      for name in names { try begin(name, at: name == newest ? 2000 : 1000) }
      #expect(LogName.found(by: log) == newest)
    }
  }

  @Test func `A link whose file was rotated away leads to where the next one comes`() throws {
    try FileContent.make(log)
    let link = try Spelling.fileLink.path(to: log, in: directory)
    try begin(link)
    try FileContent.rename(log, to: log + ".1")
    #expect(LogName.found(by: log) == link)
    #expect(LogName.found(by: link) == link)
  }

  @Test func `A file's record belongs to no other file`() throws {
    try FileContent.make(log)
    try FileContent.make(directory.file("logs/other.log"))
    try begin(directory.file("logs/other.log"))
    #expect(LogName.found(by: log) == log)
  }

  @Test(
    arguments: [
      "loop", "file/below.log", "", String(repeating: "x", count: 300), String(repeating: "x/", count: 3000),
    ]
  )
  func `A path that can't be followed stays as it is`(name: String) throws {
    let loop = directory.file("loop")
    try #require(symlink(loop, loop) == 0)
    try FileContent.make(directory.file("file"))
    let path = name.isEmpty ? "" : directory.file(name)
    #expect(LogName.resolved(path) == path)
  }

  @Test func `Links that lead to several others each are followed no more often than the kernel follows any`()
    throws
  {
    // To follow them all would take 3 to the power of 30 steps.
    for number in 0..<30 {
      let next = "link\(number + 1)"
      try #require(symlink("\(next)/../\(next)/../\(next)", directory.file("link\(number)")) == 0)
    }
    #expect(LogName.resolved(directory.file("link0")) == directory.file("link0"))
    #expect(LogName.resolved(directory.file("link29")) == directory.file("link30"))
  }

  @Test(
    arguments: [
      ("missing/a.log", "missing/a.log"), ("missing/./a.log", "missing/a.log"),
      (String(repeating: "x/", count: 1900) + "a.log", String(repeating: "x/", count: 1900) + "a.log"),
      ("missing/../a.log", "a.log"), ("missing/deep/../../a.log", "a.log"), ("logs/./../a.log", "a.log"),
    ]
  )
  func `Directories may be missing`(path: String, expected: String) {
    #expect(LogName.resolved(directory.file(path)) == directory.file(expected))
  }

  @Test func `Only the directory of a spelled path is followed`() throws {
    let link = try Spelling.fileLink.path(to: log, in: directory)
    let place = try Spelling.directoryLink.path(to: link, in: directory)
    #expect(LogName.spelled(place) == link)
    #expect(LogName.spelled("decoy.log") == FileManager.default.currentDirectoryPath + "/decoy.log")
  }
}
