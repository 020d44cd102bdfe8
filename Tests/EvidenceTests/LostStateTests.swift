import Foundation
import Testing
import TestSupport

@testable import Evidence

/// A state directory that is moved or removed while it is in use.
struct LostStateTests {
  /// What happens to the directories.
  enum Loss: String, CaseIterable, Sendable {
    case stateMoved, stateRemoved, allMoved, allRemoved, lockRemoved, stateReplaced
  }

  private static let name = "decoy.log"

  @Test(arguments: Loss.allCases)
  func `Writing goes on in a state made again, and a start goes on from it`(loss: Loss) throws {
    let root = try ScratchDirectory()
    let folder = root.file("log")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let settings = JournalRig.settings(folder)
    var rig: JournalRig? = try JournalRig(settings)
    try rig?.commit("line 1\n", change: "1;")
    #expect(rig?.journal.hasLostState == false)
    try lose(loss, settings, root)
    #expect(rig?.journal.hasLostState == true)
    try rig?.appendLedgerEntry()
    let state = rig?.state ?? []
    try rig?.journal.renewState(state)
    #expect(rig?.journal.hasLostState == false)
    for number in 2...20 { try rig?.commit("line \(number)\n", change: "\(number);") }
    // Others are kept out as before.
    #expect(throws: EvidenceError.self) { _ = try StateDirectory(settings) }
    rig = nil

    let recovered = try JournalRig(settings).state
    let known = String(decoding: recovered, as: UTF8.self).split(separator: ";").map {
      $0.trimmingPrefix("L")
    }
    #expect(known == (1...20).map { "\($0)" })
    let isAway = loss == .allMoved || loss == .allRemoved
    let lines = ((isAway ? 2 : 1)...20).map { "line \($0)\n" }.joined()
    #expect(try FileContent.text(settings.logFile) == lines)
    if loss == .allMoved { #expect(try FileContent.text(root.file("away/\(Self.name)")) == "line 1\n") }
  }

  private func lose(_ loss: Loss, _ settings: JournalSettings, _ root: borrowing ScratchDirectory) throws {
    let files = FileManager.default
    switch loss {
    case .stateMoved: try files.moveItem(atPath: settings.stateDirectory, toPath: root.file("away"))
    case .stateRemoved: try files.removeItem(atPath: settings.stateDirectory)
    case .allMoved: try files.moveItem(atPath: root.file("log"), toPath: root.file("away"))
    case .allRemoved: try files.removeItem(atPath: root.file("log"))
    case .lockRemoved: try files.removeItem(atPath: settings.lockFile)
    case .stateReplaced:
      try files.moveItem(atPath: settings.stateDirectory, toPath: root.file("away"))
      try files.copyItem(atPath: root.file("away"), toPath: settings.stateDirectory)
    }
  }
}
