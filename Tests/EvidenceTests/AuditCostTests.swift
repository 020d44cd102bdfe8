import Foundation
import Testing
import TestSupport

@testable import Evidence

/// How much an audit reads: with each rotation no more than the one file that it has made.
struct AuditCostTests {
  private let scene: AuditScene
  private let settings: JournalSettings

  init() throws {
    scene = try AuditScene()
    settings = scene.settings
  }

  /// What a rotation makes of a file.
  enum Kind: CaseIterable, Sendable {
    case renamed, copied, compressed
  }

  @Test(arguments: Kind.allCases, [10, 20, 40])
  func `Each file is read once, and one that is compressed twice`(kind: Kind, rotations: Int) throws {
    try scene.record(commits: 3 * rotations, lines: 40) { commit in
      guard commit % 3 == 0 else { return }
      for path in [settings.logFile, settings.recordFile] {
        try scene.rotate(path, times: commit / 3)
      }
    }
    var total = try FileContent.size(settings.ledgerFile)
    for path in [settings.logFile, settings.recordFile] {
      for number in 1...rotations {
        let file = "\(path).\(number)"
        let size = try FileContent.size(file)
        // By its first segment, here one of three, a file is known that isn't the one that was written to.
        let first = size / 2
        switch kind {
        case .renamed: total += size
        case .copied:
          // A file system may give a copy the inode of a file that was removed, and so of another generation.
          total += size + 2 * first
          try scene.replace(file, FileContent.text(file))
        case .compressed:
          total += 2 * size + first
          try ChildProcess.run(["gzip", file])
        }
      }
    }
    var read = 0
    let report = try Audit.run(settings) { read += $0 }
    #expect(report.verdict == .whole, "\(report.problems)")
    #expect(report.log == .init(written: 120 * rotations, ours: 120 * rotations))
    #expect(read <= total)
  }
}
