import Foundation
import Testing

/// One run of the built `decklog`.
struct CommandRun {
  /// What it wrote to standard output.
  let output: [UInt8]
  /// What it wrote to standard error.
  let errors: String
  /// How it ended.
  let status: Int32

  /// The lines of its output.
  var lines: [String] {
    String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Runs `decklog` to its end.
  ///
  /// - Parameters:
  ///   - arguments: its arguments.
  ///   - input: what stands on its standard input.
  ///   - environment: variables besides the test's own.
  ///   - openFiles: how many files it may have open; `nil` as many as the test.
  /// - Throws: where it can't be run.
  init(
    _ arguments: [String],
    input: String = "",
    environment: [String: String] = [:],
    openFiles: Int? = nil
  ) throws {
    let folder = try TemporaryFolder()
    // Files and no pipes: nobody has to read one while writing another.
    let inputFile = try folder.write(Array(input.utf8), to: "input")
    let outputFile = try folder.write([], to: "output")
    let errorFile = try folder.write([], to: "errors")

    let process = Process()
    try Self.prepare(process, arguments, openFiles: openFiles)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try [UInt8](Data(contentsOf: outputFile))
    errors = try String(contentsOf: errorFile, encoding: .utf8)
  }

  /// Has a process run `decklog`.
  ///
  /// - Parameter openFiles: how many files it may have open; `nil` as many as the test.
  static func prepare(_ process: Process, _ arguments: [String], openFiles: Int?) throws {
    let program = try executable()
    guard let openFiles else {
      process.executableURL = program
      process.arguments = arguments
      return
    }
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", #"ulimit -n "$0" && exec "$@""#, "\(openFiles)", program.path] + arguments
  }

  /// `decklog` as it was built with these tests: it stands beside their bundle.
  static func executable() throws -> URL {
    let runner = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    // On Linux the bundle is the program that runs; elsewhere it is one of its arguments.
    let bundles = [runner] + Bundle.allBundles.map(\.bundleURL)
    let candidates = bundles.map { $0.deletingLastPathComponent().appending(path: "decklog") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "no decklog in \(candidates)"
    )
  }
}
