import Foundation
import Logging
import LogTestSupport
import Records
import Store
import Testing

@testable import decklog

@Suite("A collector's store", .timeLimit(.minutes(5)))
struct StoreKeeperTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func record(_ number: Int) -> String {
    #"{"timestamp":"2026-11-23 03:55:14","decky":"d","service":"s","event_type":"e","attacker_ip":"203.0.113.\#(number)"}"#
      + "\n"
  }

  @Test("What won't be better by itself is told at once", arguments: ["none/d.db", "."])
  func refused(path: String) throws {
    #expect(throws: StoreError.self) {
      _ = try StoreKeeper(
        folder.path(path),
        file: folder.path("d.json"),
        retention: Retention(),
        logger: LogRecorder.make().0
      )
    }
  }

  @Test("A store that somebody else holds is opened when he lets it go, and has every record once")
  func held() async throws {
    let path = folder.path("d.db")
    try RecordStore(path).close()
    let file = try folder.write((1...5).map(Self.record).joined(), to: "d.json")
    // SQLite's own program, for whoever holds it must be another process.
    let holder = Process()
    holder.executableURL = URL(filePath: "/usr/bin/env")
    holder.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      d = sqlite3.connect(sys.argv[1], isolation_level=None)
      d.execute("PRAGMA locking_mode = EXCLUSIVE")
      d.execute("BEGIN EXCLUSIVE")
      print("held", flush=True)
      sys.stdin.read()
      """, path,
    ]
    let (input, output) = (Pipe(), Pipe())
    holder.standardInput = input
    holder.standardOutput = output
    try holder.run()
    #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
    let (logger, log) = LogRecorder.make()
    let keeper = try StoreKeeper(path, file: file, retention: Retention(), logger: logger)
    #expect(keeper.store == nil && keeper.status == nil)
    #expect(log.all.contains { $0.contains("will try again") })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await keeper.run() }
      input.fileHandleForWriting.closeFile()
      while keeper.status?.records != 5 { try await Task.sleep(for: .milliseconds(20)) }
      group.cancelAll()
    }
    holder.waitUntilExit()
    let store = try RecordStore(reading: path)
    defer { store.close() }
    #expect(try store.totals().events == 5)
  }
}
