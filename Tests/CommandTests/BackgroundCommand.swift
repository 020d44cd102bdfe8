import Foundation
import Testing
import TestSupport

/// A `decklog` that runs beside a test, and is ended with its value at the latest.
final class BackgroundCommand {
  private let process: ChildProcess
  private let outputFile: String
  private let errorFile: String

  /// Starts `decklog`.
  ///
  /// - Parameters:
  ///   - folder: where its output is kept, under a name of its own.
  ///   - environment: variables besides the test's own.
  ///   - directory: where it runs; `nil` where the test does.
  ///   - openFiles: how many files it may have open; `nil` as many as the test.
  ///   - standardOutput: where its output goes; `nil` keeps it for ``output``.
  ///   - standardError: where its messages go; `nil` keeps them for ``errors``.
  init(
    _ arguments: [String],
    in folder: ScratchDirectory,
    environment: [String: String] = [:],
    directory: String? = nil,
    openFiles: Int? = nil,
    standardOutput: FileHandle? = nil,
    standardError: FileHandle? = nil
  ) throws {
    let name = UUID().uuidString
    outputFile = try folder.write("", to: name + ".output")
    errorFile = try folder.write("", to: name + ".errors")
    process = try ChildProcess(
      CommandRun.command(arguments, openFiles: openFiles),
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      directory: directory,
      output: standardOutput ?? FileHandle(forWritingTo: URL(filePath: outputFile)),
      errors: standardError ?? FileHandle(forWritingTo: URL(filePath: errorFile))
    )
  }

  var isRunning: Bool { process.isRunning }

  /// How many files it has open (proc_pid_fd(5)); `nil` where it has ended.
  var openFiles: Int? {
    try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.id)/fd").count
  }

  /// Whether it ignores a signal (proc_pid_status(5)).
  func ignores(_ signal: Int32) throws -> Bool {
    let status = try String(contentsOfFile: "/proc/\(process.id)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { process.kill(signal) }

  /// What it has printed so far.
  var output: String { (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" }

  /// Its messages so far.
  var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

  /// Ends it as a service manager does.
  ///
  /// - Returns: its exit status.
  func stop() -> Int32 {
    process.kill(SIGTERM)
    return process.wait()
  }
}

extension BackgroundCommand {
  /// Runs a collector without an engine to its end: it adds a first and a last entry to the ledger.
  ///
  /// - Parameters:
  ///   - log: the raw log's own path.
  ///   - name: the path that the collector gets instead.
  ///   - directory: where the collector runs.
  static func collectNothing(into log: String, as name: String? = nil, directory: String? = nil) async throws
  {
    func entries() -> Int {
      let ledger = try? String(contentsOfFile: log + ".ledger.jsonl", encoding: .utf8)
      return ledger?.count { $0 == "\n" } ?? 0
    }
    let before = entries()
    let collector = try BackgroundCommand(
      ["collect", "--log-file", name ?? log, "--docker-host", "unix:///nowhere"],
      in: ScratchDirectory(),
      directory: directory
    )
    try await eventually("it has begun") {
      entries() > before && FileManager.default.fileExists(atPath: log + ".state/checkpoint.B")
    }
    #expect(collector.stop() == 0)
  }
}
