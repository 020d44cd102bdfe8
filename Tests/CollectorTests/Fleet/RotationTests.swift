import EngineTestSupport
import Foundation
import Testing
import TestSupport

extension EngineSuites {
  @Suite("Files that others rotate", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(5))))
  struct RotationTests {
    /// A way of taking a file away from its writer.
    enum Rotation: String, CaseIterable {
      case rename, delete, copytruncate
    }

    private static let lines = LongTests.count(short: 10_000, whole: 20_000)
    private static let rounds = LongTests.count(short: 4, whole: 8)

    @Test(arguments: Rotation.allCases)
    func `Each line is whole in one of the files, whatever is done to them`(by rotation: Rotation)
      async throws
    {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("writer", lines: Self.lines, ["--rate", "4000", "--hold", "-1"])
          var logs: [String] = []
          var records: [String] = []
          for round in 1...Self.rounds {
            let before = try FileLines.count(collector.logFile)
            try await eventually("the log grows") { try FileLines.count(collector.logFile) > before + 200 }
            logs.append(try rotate(collector.logFile, rotation, round))
            records.append(try rotate(collector.recordFile, rotation, round))
          }
          // What is deleted stays readable under its second name.
          try await eventually("all lines are in the files") {
            try (logs + [collector.logFile]).map(FileLines.count).reduce(0, +) >= Self.lines
          }
          let (status, counts) = try await collector.stop()
          #expect(status == 0)
          #expect(counts["lines"] == Self.lines)
          try expectWhole(logs + [collector.logFile], copies: rotation == .copytruncate)
          try expectWhole(records + [collector.recordFile], copies: rotation == .copytruncate)
        }
      }
    }

    @Test func `SIGHUP opens the files anew`() async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        try await CollectorProcess.with(engine) { collector in
          try await fleet.emit("writer", lines: 2000, ["--rate", "500", "--hold", "-1"])
          try await eventually("the log grows") { try FileLines.count(collector.logFile) > 100 }
          try FileManager.default.moveItem(atPath: collector.logFile, toPath: collector.logFile + ".1")
          collector.signal(SIGHUP)
          try await eventually("it says so") { collector.said.contains("files reopened") }
          try await eventually("all lines are in the files") {
            try FileLines.count(collector.logFile) + FileLines.count(collector.logFile + ".1") == 2000
          }
          let (status, _) = try await collector.stop()
          #expect(status == 0)
        }
      }
    }

    /// - Returns: where the lines are now that were in the file.
    private func rotate(_ file: String, _ rotation: Rotation, _ round: Int) throws -> String {
      let rotated = "\(file).\(round)"
      let files = FileManager.default
      switch rotation {
      case .rename:
        try files.moveItem(atPath: file, toPath: rotated)
      case .delete:
        let kept = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
          .appending(path: "\(URL(filePath: file).lastPathComponent).\(round)").path
        try files.linkItem(atPath: file, toPath: kept)
        try files.removeItem(atPath: file)
        return kept
      case .copytruncate:
        try files.copyItem(atPath: file, toPath: rotated)
        try FileHandle(forWritingTo: URL(filePath: file)).truncate(atOffset: 0)
      }
      return rotated
    }

    /// - Parameter copies: whether a copy may end in the middle of a line, and hold what was appended again.
    private func expectWhole(_ files: [String], copies: Bool) throws {
      var sequences: Set<Int> = []
      for file in files {
        var found = try EmittedLines(file)
        if copies, file != files.last { found.forgiveTornEnd() }
        #expect(found.damaged.isEmpty, "\(file): \(found.damaged.prefix(2))")
        let run = found.runs["writer"] ?? []
        #expect(copies || run == run.sorted())
        sequences.formUnion(run)
      }
      #expect(
        sequences == Set(1...Self.lines),
        "missing \(Set(1...Self.lines).subtracting(sequences).sorted().prefix(5))"
      )
    }
  }
}
