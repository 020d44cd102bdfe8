import ArgumentParser
import Basics
import Daemon

struct ParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Reads lines and prints the record of each that is an event.",
    discussion: """
      docker logs web-ssh | decklog parse | jq .

      The records have no origin and no observed time, which only a container engine knows. No event is held back, \
      and an invalid timestamp stays as it is.
      """
  )

  @Argument(help: "Files to read; - or none: standard input.", completion: .file()) var files: [String] = []
  @Flag(help: "Print null for a line that is no event, so that output line n belongs to input line n.")
  var aligned = false
  @Option(Settings.maxLine, "bytes") var maxLine: String?

  func run() throws {
    let maximum = try SettingReader.read(.variablesOfProcess) { $0.read(Settings.maxLine, maxLine) }
    var parser = LineParser(maximumLineLength: maximum, isAligned: aligned)
    var status = ExitCode.success
    for file in files.isEmpty ? ["-"] : files {
      do {
        try parser.parse(file: file)
      } catch {
        status = error.reported()
        guard error.code == .reading else { throw status }
      }
    }
    if status != .success { throw status }
  }
}
