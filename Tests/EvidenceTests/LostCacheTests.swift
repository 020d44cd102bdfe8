import FileTestSupport
import Foundation
import Testing

@testable import Evidence

/// A volume that loses its cache while the system runs on: files are as they were when they were synchronized last.
struct LostCacheTests {
  private static let lines = (0..<20).map { "line \($0)\n" }

  @Test(arguments: [1, 7, 19, 20], [false, true])
  func `What a file has lost at its end is written again, once`(kept: Int, isRunning: Bool) throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    for (number, line) in Self.lines.enumerated() { try rig?.commit(line, change: "\(number);") }
    if !isRunning { rig = nil }
    try FileContent.truncate(settings.logFile, to: Self.lines[..<kept].joined().utf8.count)
    if rig == nil { rig = try JournalRig(settings) }
    try rig?.journal.settle()
    #expect(try FileContent.text(settings.logFile) == Self.lines.joined())
    try rig?.commit("last\n", change: "20;")
    #expect(try FileContent.text(settings.logFile) == Self.lines.joined() + "last\n")
  }

  @Test func `A line of which a part is left is written again as a whole`() throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    do {
      var rig = try JournalRig(settings)
      for (number, line) in Self.lines.enumerated() { try rig.commit(line, change: "\(number);") }
    }
    try FileContent.truncate(settings.logFile, to: Self.lines[..<7].joined().utf8.count + 3)
    var rig = try JournalRig(settings)
    try rig.journal.settle()
    let found = try FileContent.text(settings.logFile).split(separator: "\n").map { String($0) + "\n" }
    #expect(found.filter { $0 != "lin\n" } == Self.lines)
  }
}
