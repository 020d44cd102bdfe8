import Foundation
import Testing
import TestSupport

@testable import Evidence

/// A backup of a collector that was killed, restored on another machine: the files are others, and so is the boot.
struct RestoredCopyTests {
  /// With the state beside the log, where it is taken over.
  private static func settings(_ directory: String) -> JournalSettings {
    var settings = JournalRig.settings(directory)
    settings.stateDirectory = settings.logFile + ".state"
    settings.ringCapacity = 16 << 20
    return settings
  }

  @Test(
    arguments: [1, 100, 20_000],
    [0, 3]
  )
  func `What stands in a restored copy is not written again, and what its ring holds is`(
    lines: Int,
    waiting: Int
  ) throws {
    let directory = try ScratchDirectory()
    try FileManager.default.createDirectory(atPath: directory.file("a"), withIntermediateDirectories: true)
    var rig: JournalRig? = try JournalRig(Self.settings(directory.file("a")))
    var log = ""
    var records = ""
    func text(_ name: String, _ batch: Int) -> String {
      (0..<lines).map { "\(name) \(batch) \($0) \(String(repeating: "x", count: 20))\n" }.joined()
    }
    for batch in 0..<4 {
      log += text("line", batch)
      records += text("record", batch)
      try rig?.commit(text("line", batch), text("record", batch), change: "\(batch);")
    }
    for batch in 4..<4 + waiting {
      log += "line \(batch)\n"
      records += "record \(batch)\n"
      try rig?.accept("line \(batch)\n", "record \(batch)\n", change: "\(batch);")
    }
    rig = nil
    try FileManager.default.copyItem(atPath: directory.file("a"), toPath: directory.file("b"))

    let settings = Self.settings(directory.file("b"))
    try BootID.$assumed.withValue("another boot") {
      var restored = try JournalRig(settings)
      try restored.commit("line last\n", "record last\n", change: "last;")
    }
    #expect(try FileContent.text(settings.logFile) == log + "line last\n")
    #expect(try FileContent.text(settings.recordFile) == records + "record last\n")
  }
}
