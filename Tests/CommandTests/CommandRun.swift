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
    defer { folder.remove() }
    // A file instead of a pipe: it needn't be written while output is read.
    let inputFile = URL(filePath: try folder.write(input, to: "input"))
    let process = try DecklogProcess(
      arguments,
      in: folder.path,
      environment: environment,
      directory: directory,
      openFiles: openFiles,
      standardInput: FileHandle(forReadingFrom: inputFile)
    )
    status = process.wait()
    output = try [UInt8](Data(contentsOf: URL(filePath: process.outputFile)))
    errors = try String(contentsOfFile: process.errorFile, encoding: .utf8)
  }
}
