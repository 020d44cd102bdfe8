import Foundation
import Testing

@testable import Evidence

/// What an audit makes of logs that somebody has edited, removed or put others in the place of.
struct AuditEditTests {
  /// What `sed -i` does to a file.
  enum Edit: String, CaseIterable, Sendable {
    case removesFirst, removesMiddle, removesLast, insertsFirst, insertsMiddle, changesFirst, changesLast,
      removesAll

    func apply(to lines: inout [String]) {
      let middle = lines.count / 2
      switch self {
      case .removesFirst: lines.removeFirst()
      case .removesMiddle: lines.remove(at: middle)
      case .removesLast: lines.removeLast()
      case .insertsFirst: lines.insert("theirs", at: 0)
      case .insertsMiddle: lines.insert("theirs", at: middle)
      case .changesFirst: lines[0] = "theirs"
      case .changesLast: lines[lines.count - 1] = "theirs"
      case .removesAll: lines = []
      }
    }
  }

  private let scene: AuditScene
  private let settings: JournalSettings

  init() throws {
    scene = try AuditScene()
    settings = scene.settings
  }

  @Test(arguments: Edit.allCases, [1, 4])
  func `An edited file is unexplained, whether one entry covers it or several`(edit: Edit, commits: Int)
    throws
  {
    for path in [settings.logFile, settings.recordFile] {
      let scene = try AuditScene()
      try scene.record(commits: commits, lines: 5)
      let file = path == settings.logFile ? scene.settings.logFile : scene.settings.recordFile
      try scene.edit(file, edit.apply)
      let report = try Audit.run(scene.settings)
      #expect(report.verdict == .unexplained, "\(file)")
      #expect(report.gaps.isEmpty)
    }
  }

  @Test(arguments: Edit.allCases, [1, 2, 3])
  func `An edited file that was rotated is unexplained, whichever it is`(edit: Edit, number: Int) throws {
    try scene.record(commits: 4, lines: 5) { commit in
      if commit < 4 { try scene.rotate(settings.logFile, times: commit) }
    }
    #expect(try Audit.run(settings).verdict == .whole)
    try scene.edit("\(settings.logFile).\(number)", edit.apply)
    let report = try Audit.run(settings)
    // An oldest file without a line in it is like one that was removed because it was old.
    #expect(report.verdict == (edit == .removesAll && number == 3 ? .whole : .unexplained))
    #expect(report.log.ours < 20 && report.log.written == 20)
  }

  @Test func `The number of verified lines and of all lines is reported`() throws {
    try scene.record(commits: 4, lines: 5)
    try scene.edit(settings.logFile) { $0[12] = "theirs" }
    let report = try Audit.run(settings)
    // The lines of an entry are verified together.
    #expect(report.log == .init(written: 20, ours: 10, others: 10))
    #expect(report.problems == ["\(settings.logFile): 10 of 20 lines are not as they were written"])
  }

  @Test func `What others append is theirs`() throws {
    try scene.record(commits: 2)
    try scene.edit(settings.logFile) { $0.append("theirs") }
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 2, ours: 2, others: 1))
  }

  @Test func `The oldest files may be removed`() throws {
    try scene.record(commits: 4) { commit in
      if commit < 4 { try scene.rotate(settings.logFile, times: commit) }
    }
    try FileContent.remove(settings.logFile + ".3")
    try FileContent.remove(settings.logFile + ".2")
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 4, ours: 2, gone: 2))
  }

  @Test(arguments: [1, 2])
  func `A file between others may not be removed`(number: Int) throws {
    try scene.record(commits: 4) { commit in
      if commit < 4 { try scene.rotate(settings.logFile, times: commit) }
    }
    try FileContent.remove("\(settings.logFile).\(number)")
    #expect(try Audit.run(settings).verdict == .unexplained)
  }

  @Test(arguments: ["", ".1", ".2"])
  func `Lines of others in the place of ours are unexplained`(suffix: String) throws {
    try scene.record(commits: 3) { commit in
      if commit < 3 { try scene.rotate(settings.logFile, times: commit) }
    }
    try scene.replace(settings.logFile + suffix, "theirs\n")
    let report = try Audit.run(settings)
    #expect(report.verdict == .unexplained)
    #expect(report.log.gone == 1 && report.log.others == 1)
  }

  @Test func `A file of others alone that is newer than ours takes nobody's place`() throws {
    // The collector was down while it was written, and the oldest file was removed.
    try scene.record(commits: 3) { commit in
      if commit < 3 { try scene.rotate(settings.logFile, times: commit) }
    }
    try FileContent.remove(settings.logFile + ".2")
    try scene.rotate(settings.logFile, times: 2)
    try FileContent.make(settings.logFile, "theirs\n")
    let report = try Audit.run(settings)
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 3, ours: 2, others: 1, gone: 1))
  }

  @Test(arguments: [false, true])
  func `A log that was emptied is unexplained, in place or as another file`(isOther: Bool) throws {
    try scene.record(commits: 2)
    if isOther {
      try scene.replace(settings.logFile, "")
    } else {
      try FileContent.truncate(settings.logFile)
    }
    #expect(try Audit.run(settings).verdict == .unexplained)
    for generation: UInt64 in [0, 1] {
      let report = try Audit.run(settings, remembered: try remembered(generation: generation))
      #expect(report.verdict == .unexplained, "\(generation)")
    }
  }

  @Test func `Only what the ledger reports as lost in a truncation is a recorded loss`()
    throws
  {
    try scene.record(commits: 3) { commit in
      if commit == 1 { try scene.rotate(settings.logFile, times: 1) }
      if commit == 2 { try FileContent.truncate(settings.logFile) }
    }
    let report = try Audit.run(settings)
    #expect(report.verdict == .gaps, "\(report.problems)")
    #expect(report.unexplainedTruncations == 1)
    #expect(report.log == .init(written: 3, ours: 2, gone: 1))
    try FileContent.truncate(settings.logFile)
    #expect(try Audit.run(settings).verdict == .unexplained)
  }

  @Test
  func `All that was written may have been removed because it was old, if the collector knows a newer file`()
    throws
  {
    try scene.record(commits: 2)
    try scene.replace(settings.logFile, "")
    let report = try Audit.run(settings, remembered: try remembered(generation: 2))
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 2, gone: 2))
  }

  private func remembered(generation: UInt64) throws -> RememberedLedger {
    var remembered = try scene.remembered()
    remembered.generations[.log] = generation
    return remembered
  }
}
