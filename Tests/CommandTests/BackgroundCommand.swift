import Foundation

/// A `decklog` that runs beside a test, and is ended with its value at the latest.
final class BackgroundCommand {
  private let process = Process()
  private let outputFile: String
  private let errorFile: String

  /// Starts `decklog`.
  ///
  /// - Parameters:
  ///   - folder: where what it says is kept, under a name of its own.
  ///   - environment: variables besides the test's own.
  ///   - openFiles: how many files it may have open; `nil` as many as the test.
  ///   - standardOutput: where its output goes; `nil` keeps it for ``output``.
  ///   - standardError: where it says what is no output; `nil` keeps it for ``errors``.
  init(
    _ arguments: [String],
    in folder: TemporaryFolder,
    environment: [String: String] = [:],
    openFiles: Int? = nil,
    standardOutput: FileHandle? = nil,
    standardError: FileHandle? = nil
  ) throws {
    let name = UUID().uuidString
    outputFile = try folder.write("", to: name + ".output")
    errorFile = try folder.write("", to: name + ".errors")
    try CommandRun.prepare(process, arguments, openFiles: openFiles)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try standardOutput ?? FileHandle(forWritingTo: URL(filePath: outputFile))
    process.standardError = try standardError ?? FileHandle(forWritingTo: URL(filePath: errorFile))
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var isRunning: Bool { process.isRunning }

  /// How many files it has open (proc_pid_fd(5)); `nil` where it has ended.
  var openFiles: Int? {
    try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
  }

  /// Whether it ignores a signal (proc_pid_status(5)).
  func ignores(_ signal: Int32) throws -> Bool {
    let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// What it has printed so far.
  var output: String { (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" }

  /// What it has said on standard error so far.
  var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

  /// Ends it as a service manager does.
  ///
  /// - Returns: its exit status.
  func stop() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
