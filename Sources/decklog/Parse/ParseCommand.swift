import ArgumentParser
import Basics
import Daemon
import Formats
import Glibc

struct ParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Reads lines and prints the record of each that is an event.",
    discussion: """
      docker logs web-ssh | decklog parse | jq .
      decklog parse --format cowrie cowrie.json

      Lines are RFC 5424 unless --format names another format; decklog formats lists them. \
      The records have no origin and no observed time, which only a container engine knows. No event is held back, \
      and an invalid timestamp stays as it is.
      """
  )

  @Argument(help: "Files to read; - or none: standard input.", completion: .file()) var files: [String] = []
  @Flag(help: "Print null for a line that is no event, so that output line n belongs to input line n.")
  var aligned = false
  @Option(
    help: """
      The lines' format: rfc5424, a name from decklog formats, or auto for the format that most of a file's \
      first lines fit.
      """
  )
  var format = FormatGuess.syslog
  @OptionGroup var formats: FormatOptions
  @Option(Settings.maxLine, "bytes") var maxLine: String?

  func run() throws {
    let maximum = try SettingReader.read(.variablesOfProcess) { $0.read(Settings.maxLine, maxLine) }
    let library = try formats.library()
    var parser = LineParser(
      choice: try choice(in: library),
      library: library,
      maximumLineLength: maximum,
      isAligned: aligned
    )
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

  /// What `--format` says.
  ///
  /// - Throws: exit status 78 for a name that no format has.
  private func choice(in library: FormatLibrary) throws(ExitCode) -> LineParser.Choice {
    switch format {
    case FormatGuess.syslog: return .syslog
    case "auto": return .guess
    default:
      if let format = library[format] { return .format(format) }
      StandardError.print(
        "invalid --format '\(format)': expected rfc5424, auto or a name that decklog formats lists"
      )
      throw ExitCode(EX_CONFIG)
    }
  }
}
