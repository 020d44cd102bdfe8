import Foundation
import RotatedFiles
import Testing
import TestSupport

@testable import Evidence

/// One run of commits that is ended somewhere, and taken up again.
struct CrashScene {
  private let directory: ScratchDirectory
  private let settings: JournalSettings
  private let meanwhile: CrashTests.Meanwhile
  private var ours: [Int] = []

  init(_ meanwhile: CrashTests.Meanwhile) throws {
    directory = try ScratchDirectory()
    settings = JournalRig.settings(directory.path)
    self.meanwhile = meanwhile
  }

  /// - Parameters:
  ///   - kill: where the work ends.
  ///   - again: where the recovery ends.
  func play(_ kill: FailpointPlan.Kill, again: FailpointPlan.Kill?) throws {
    var committed = try before(kill)
    try others(settings.logFile)
    try others(settings.recordFile)
    if let again {
      let plan = FailpointPlan(kill: again)
      Failpoint.$plan.withValue(plan) { _ = try? JournalRig(settings) }
    }
    var rig = try JournalRig(settings)
    // What was accepted is known, and nothing else.
    let known = String(decoding: rig.state, as: UTF8.self).filter { $0 != "L" }
    #expect(known == committed.joined() || known == committed.dropLast().joined())
    committed = known.map { "\($0)" }
    for name in ["x", "y"] {
      try rig.commit(Self.lines(name), Self.records(name), change: name)
      committed.append(name)
    }
    try verify(committed)
  }

  /// Commits until the work is ended.
  ///
  /// - Returns: the names of the commits that were begun.
  private func before(_ kill: FailpointPlan.Kill) throws -> [String] {
    var begun: [String] = []
    var rig = try JournalRig(settings)
    for name in ["a", "b"] {
      begun.append(name)
      try rig.commit(Self.lines(name), Self.records(name), change: name)
    }
    if kill.target == .ledger {
      Failpoint.$plan.withValue(FailpointPlan(kill: kill)) { () -> Void in try? rig.appendLedgerEntry() }
      return begun
    }
    let plan = FailpointPlan(kill: kill)
    begun.append("c")
    Failpoint.$plan.withValue(plan) {
      do {
        try rig.commit(Self.lines("c"), Self.records("c"), change: "c")
        try rig.journal.checkpoint(rig.state, isDurable: true)
      } catch {}
    }
    #expect(plan.isDead, "\(kill) was not reached")
    return begun
  }

  /// Many lines, of many pages, each with its number.
  static func lines(_ name: String) -> String {
    (0..<120).map { "line \(name) \($0) \(String(repeating: name, count: 50 + $0))\n" }.joined()
  }

  static func records(_ name: String) -> String {
    lines(name).replacing("line", with: "record")
  }

  private func others(_ file: String) throws {
    let text = try FileContent.text(file)
    let line = text.split(separator: "\n").first.map { $0 + "\n" } ?? ""
    switch meanwhile {
    case .nothing: break
    case .foreignLine: try FileContent.append("foreign\n", to: file)
    case .foreignSameLine: try FileContent.append(String(line), to: file)
    case .rename: try FileContent.rename(file, to: file + ".1")
    case .renameTwice:
      try FileContent.rename(file, to: file + ".2")
      try FileContent.make(file, "foreign\n")
      try FileContent.rename(file, to: file + ".1")
    case .delete:
      // Its inode is used again for a file of the same name.
      try FileContent.remove(file)
      try FileContent.make(file, "foreign\n")
    case .copytruncate:
      try FileContent.make(file + ".1", text)
      try FileContent.truncate(file)
    case .copytruncateRegrown:
      try FileContent.make(file + ".1", text)
      try FileContent.truncate(file)
      try FileContent.append(String(repeating: "foreign\n", count: 1 + text.utf8.count / 8), to: file)
    case .gzip:
      try FileContent.rename(file, to: file + ".1")
      try ChildProcess.run(["gzip", file + ".1"])
    }
  }

  /// Every line of every commit is in the files once; in a deleted file nobody can look.
  private func verify(_ committed: [String]) throws {
    for (file, make) in [(settings.logFile, Self.lines), (settings.recordFile, Self.records)] {
      var found: [String: Int] = [:]
      for path in [file, file + ".1", file + ".2", file + ".1.gz"] {
        guard var reader = FileContentReader(path) else { continue }
        let text = String(decoding: reader.read(64 << 20), as: UTF8.self)
        // What stands behind the last LF of a copy is no line, and was written again.
        let whole = text.last == "\n" ? text[...] : text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        for line in whole.split(separator: "\n") { found[String(line), default: 0] += 1 }
      }
      let first = Self.lines("a").split(separator: "\n").first.map(String.init) ?? ""
      for name in committed {
        for line in make(name).split(separator: "\n").map(String.init) {
          let count = found[line] ?? 0
          let isForeign = meanwhile == .foreignSameLine && line.hasSuffix(first.dropFirst(4))
          let isGone = meanwhile == .delete && ["a", "b", "c"].contains(name)
          // A tear may damage what another one wrote behind it.
          let wanted = isForeign ? 1...2 : isGone ? 0...1 : 1...1
          if !wanted.contains(count) { Issue.record("\(file): \(line.prefix(20)): \(count) times") }
        }
      }
    }
  }
}
