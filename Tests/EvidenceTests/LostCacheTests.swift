import Files
import Foundation
import Testing
import TestSupport

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

  @Test(arguments: [0, 3, 10], [false, true])
  func `A checkpoint that speaks of lost lines is not believed, not even when there are others`(
    kept: Int,
    isDurable: Bool
  ) throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    for number in 0..<10 { try rig?.commit(Self.lines[number], change: "\(number);") }
    let known = rig?.state ?? []
    try rig?.journal.checkpoint(known, isDurable: true)
    for number in 10..<20 { try rig?.commit(Self.lines[number], change: "\(number);") }
    let newest = rig?.state ?? []
    try rig?.journal.checkpoint(newest, isDurable: isDurable)
    rig = nil
    try loseRing(settings)
    try FileContent.truncate(settings.logFile, to: Self.lines[..<kept].joined().utf8.count)
    do {
      var journal = try Journal.open(settings)
      #expect(journal.recovered.state == (isDurable ? newest : known))
      #expect(journal.recovered.isAfterPowerCut == !isDurable)
      // What was durable, or stands before that, nobody writes again.
      #expect(journal.unexplainedTruncations == (isDurable || kept < 10 ? 1 : 0))
      #expect(journal.takeDamages().isEmpty == false)
    }
    try FileContent.append(String(repeating: "another's\n", count: 50), to: settings.logFile)
    let journal = try Journal.open(settings)
    #expect(journal.recovered.state == (isDurable ? newest : known))
    // The first of the two has seen to it.
    #expect(!journal.recovered.isAfterPowerCut)
  }

  @Test(arguments: [nil, ".1", ".1.gz"] as [String?], [0, 7])
  func `A file that was copied and truncated has lost nothing`(copy: String?, regrown: Int) throws {
    let directory = try ScratchDirectory()
    let settings = JournalRig.settings(directory.path)
    var rig: JournalRig? = try JournalRig(settings)
    for (number, line) in Self.lines.enumerated() { try rig?.commit(line, change: "\(number);") }
    let state = rig?.state ?? []
    try rig?.journal.checkpoint(state, isDurable: false)
    rig = nil
    try loseRing(settings)
    if let copy {
      try FileContent.make(settings.logFile + ".1", Self.lines.joined())
      if copy.hasSuffix(".gz") { try ChildProcess.run(["gzip", settings.logFile + ".1"]) }
    }
    try FileContent.make(settings.logFile, String(repeating: "another's\n", count: regrown))
    let journal = try Journal.open(settings)
    // Without a copy an empty file may be all that is left, and a file that begins otherwise is another one.
    let isLost = copy == nil && regrown == 0
    #expect(journal.recovered.isAfterPowerCut == isLost)
    #expect(journal.recovered.state == (isLost ? [] : state))
    #expect(journal.unexplainedTruncations == 0)
  }

  /// Of the ring nothing is left.
  private func loseRing(_ settings: JournalSettings) throws {
    let names = try Directories.names(in: settings.stateDirectory).filter { $0.hasPrefix("ring-") }
    #expect(names.count == 1)
    for name in names {
      let path = settings.stateDirectory + "/" + name
      let length = try FileContent.size(path)
      try FileContent.truncate(path)
      try FileContent.truncate(path, to: length)
    }
  }
}
