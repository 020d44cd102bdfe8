import EngineTestSupport
import Files
import Foundation
import Records
import Store
import Testing
import TestSupport

@testable import Evidence

extension EngineSuites {
  /// The system stops under a collector: of its files what was synchronized is left, and half of what came after that.
  @Suite("After a power cut", .tags(.engine), needsEngine, .timeLimit(.minutes(Patience.minutes(5))))
  struct PowerCutRunTests {
    private static let lines = 5000
    private static let pageSize = 4096

    @Test(
      arguments: ["always", "interval", "never"]
    )
    func `Each line is in log, records and store, and twice only where it was not synchronized`(
      synchronization: String
    ) async throws {
      try await TestEngine.withEngine { engine in
        let fleet = try await DecoyFleet(engine)
        let directory = engine.directory + "/cut"
        let store = directory + "/d.db"
        let arguments = ["--sync", synchronization, "--store", store]
        var collector = try CollectorProcess(host: engine.host, directory: directory, arguments: arguments)
        let files = [collector.logFile, collector.recordFile]
        try await fleet.emit("writer", lines: Self.lines, ["--rate", "600", "--hold", "-1"])
        try await eventually("it writes") { try EmittedLines(files[1]).count > 500 }
        for file in files { try FileManager.default.moveItem(atPath: file, toPath: file + ".1") }
        try await eventually("it goes on") {
          try files.allSatisfy { try EmittedLines($0).count > 300 }
        }
        collector.signal(SIGKILL)
        try await eventually("it is dead") { !collector.isRunning }
        let settings = JournalSettings(logFile: files[0], recordFile: files[1])
        let doubtful = try Self.lose(synchronization, settings)

        collector = try CollectorProcess(
          host: engine.host,
          directory: directory,
          arguments: arguments,
          environment: ["DECKLOG_BOOT_ID": "another boot"]
        )
        try await eventually("all lines") {
          try files.allSatisfy { Set(try Self.run($0)) == Set(1...Self.lines) }
        }
        let (status, counts) = try await collector.stop()
        #expect(status == 0, "\(collector.said)")
        #expect(counts["gaps"] == 0)
        for file in files {
          let run = try Self.run(file)
          let repeated = run.count - Self.lines
          #expect(repeated <= (synchronization == "always" ? 0 : doubtful), "\(file): \(repeated)")
        }
        let written = try files.dropFirst().flatMap { file in
          try [file + ".1", file].flatMap {
            try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n")
          }
        }
        let rows = try RecordStore(reading: store)
        defer { rows.close() }
        let stored = try rows.events(StoreQuery(limit: StoreQuery.mostResults)).events.map(\.json)
        let records = written.filter { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil }
        #expect(stored.map { $0[...] }.sorted() == records.sorted())
        let audit = try Shell.run("\(ChildProcess.built("decklog")) audit -f \(files[0]); echo \"status $?\"")
        // Without synchronization half of the ledger is gone, too.
        #expect(audit.contains("status 0") || synchronization == "never", "\(audit)")
      }
    }

    /// The lines of a file and of what a rotation has made of it.
    private static func run(_ file: String) throws -> [Int] {
      try EmittedLines(file + ".1", file).runs["writer"] ?? []
    }

    /// Takes from the files what the system need not have kept.
    ///
    /// - Returns: how many lines or records, whichever are more, were not synchronized.
    private static func lose(_ synchronization: String, _ settings: JournalSettings) throws -> Int {
      var marks: [Checkpoint.FileMark] = []
      if synchronization == "never" {
        for name in CheckpointStore.fileNames { truncate("\(settings.stateDirectory)/\(name)", 0) }
      } else if case .checkpoint(let durable) = try CheckpointStore(directory: settings.stateDirectory)
        .newest(of: [.durable])
      {
        marks = durable.files
      }
      if synchronization != "always" { try loseRing(settings) }
      var doubtful = 0
      for target in EvidenceTarget.allCases {
        var lines = 0
        for path in [settings.path(of: target), settings.path(of: target) + ".1"] {
          guard let status = FileStatus(of: path) else { continue }
          // A file that was renamed is durable, as far as nothing tells otherwise.
          let isRenamed = path.hasSuffix(".1")
          let kept = marks.first { $0.identity.inode == status.inode }?.size ?? (isRenamed ? status.size : 0)
          let content = try Data(contentsOf: URL(filePath: path))
          lines += content[kept...].count { $0 == UInt8(ascii: "\n") }
          // Without a state the log tells where it goes on: of records that it has beyond them nobody knows.
          let share = target == .log ? 2 : 3
          truncate(path, off_t(status.size - (status.size - kept) / share))
        }
        doubtful = max(doubtful, lines)
      }
      // Without a state nothing is known to be durable.
      return marks.isEmpty ? lines : doubtful
    }

    /// Takes every second page of the ring.
    private static func loseRing(_ settings: JournalSettings) throws {
      let state = settings.stateDirectory
      for name in try FileManager.default.contentsOfDirectory(atPath: state) where name.hasPrefix("ring-") {
        let path = "\(state)/\(name)"
        var ring = try Data(contentsOf: URL(filePath: path))
        for page in stride(from: 0, to: ring.count, by: 2 * pageSize) {
          ring.resetBytes(in: page..<min(page + pageSize, ring.count))
        }
        try ring.write(to: URL(filePath: path))
      }
    }
  }
}
