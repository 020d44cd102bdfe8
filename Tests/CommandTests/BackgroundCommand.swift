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
  ///   - standardError: where it says what is no output; `nil` keeps it for ``errors``.
  init(
    _ arguments: [String],
    in folder: TemporaryFolder,
    environment: [String: String] = [:],
    standardError: FileHandle? = nil
  ) throws {
    let name = UUID().uuidString
    outputFile = try folder.write("", to: name + ".output")
    errorFile = try folder.write("", to: name + ".errors")
    process.executableURL = try CommandRun.executable()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputFile))
    process.standardError = try standardError ?? FileHandle(forWritingTo: URL(filePath: errorFile))
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var isRunning: Bool { process.isRunning }

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
