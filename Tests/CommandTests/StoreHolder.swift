import Foundation
import Testing
import TestSupport

/// Another process that keeps a store for itself; must be another one, since SQLite's locks are a process's.
final class StoreHolder {
  private let process: ChildProcess
  private let input = Pipe()

  /// Holds the store once this returns.
  ///
  /// - Parameter isExclusive: whether others can't even read it.
  init(_ path: String, isExclusive: Bool) throws {
    let command = [
      "python3", "-c",
      """
      import sqlite3, sys
      d = sqlite3.connect(sys.argv[1], isolation_level=None)
      \(isExclusive ? #"d.execute("PRAGMA locking_mode = EXCLUSIVE")"# : "")
      d.execute("BEGIN \(isExclusive ? "EXCLUSIVE" : "IMMEDIATE")")
      print("held", flush=True)
      sys.stdin.read()
      """, path,
    ]
    let output = Pipe()
    process = try ChildProcess(
      command,
      input: input.fileHandleForReading,
      output: output.fileHandleForWriting
    )
    try #require(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
  }

  deinit { letGo() }

  /// Lets others have it.
  func letGo() {
    guard process.isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.wait()
  }
}
