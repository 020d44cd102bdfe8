import Foundation
import Testing
import TestSupport

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
  ///   - directory: where it runs; `nil` where the test does.
  ///   - openFiles: how many files it may have open; `nil` as many as the test.
  /// - Throws: where it can't be run.
  init(
    _ arguments: [String],
    input: String = "",
    environment: [String: String] = [:],
    directory: String? = nil,
    openFiles: Int? = nil
  ) throws {
    let folder = try ScratchDirectory()
    // Files instead of pipes: none has to be read while another is written.
    let inputFile = URL(filePath: try folder.write(input, to: "input"))
    let outputFile = URL(filePath: try folder.write("", to: "output"))
    let errorFile = URL(filePath: try folder.write("", to: "errors"))

    let process = try ChildProcess(
      try Self.command(arguments, openFiles: openFiles),
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      directory: directory,
      input: FileHandle(forReadingFrom: inputFile),
      output: FileHandle(forWritingTo: outputFile),
      errors: FileHandle(forWritingTo: errorFile)
    )
    status = process.wait()
    output = try [UInt8](Data(contentsOf: outputFile))
    errors = try String(contentsOf: errorFile, encoding: .utf8)
  }

  /// What runs `decklog`.
  ///
  /// - Parameter openFiles: how many files it may have open; `nil` as many as the test.
  static func command(_ arguments: [String], openFiles: Int?) throws -> [String] {
    let command = try [ChildProcess.built("decklog")] + arguments
    guard let openFiles else { return command }
    return ["sh", "-c", #"ulimit -n "$0" && exec "$@""#, "\(openFiles)"] + command
  }
}
