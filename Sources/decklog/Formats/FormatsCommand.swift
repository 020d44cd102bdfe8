import ArgumentParser
import Daemon
import Formats
import Glibc
import Terminal

/// `decklog formats`: the formats of honeypots' lines.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Lists the formats that decklog knows, and checks tables of your own.",
    discussion: """
      decklog formats
      decklog formats show cowrie
      decklog formats check my-honeypot.json
      """,
    subcommands: [FormatsListCommand.self, FormatsShowCommand.self, FormatsCheckCommand.self],
    defaultSubcommand: FormatsListCommand.self
  )
}

/// `decklog formats list`: all formats.
struct FormatsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the built-in formats, and those of --formats.",
    discussion: """
      ADDRESS says where the attacker's address comes from: peer, the honeypot took it from the socket; header, a client \
      can set it; traffic, the lines don't say which side is the sensor. collect --format and the label decklog.format \
      also take rfc5424, and none for lines that are never events.
      """
  )

  @OptionGroup var options: FormatOptions

  func run() throws {
    let library = try options.library()
    let table = ResultTable(
      columns: [
        .text("name", "NAME", .bold, \.name),
        .text("kind", "KIND", .plain, \.kind.rawValue),
        .text("address", "ADDRESS", .plain, \.address.rawValue),
        .text("program", "PROGRAM", .plain, \.program),
        .text("sources", "WRITES TO", .plain) { $0.sources.map(\.description).joined(separator: " ") },
        .text("table", "TABLE", .plain) { library.file(of: $0) ?? "built-in" },
      ],
      rows: library.formats.sorted { $0.name < $1.name }
    )
    print(table.table(width: nil, isColoured: TerminalEnvironment.isColoured(STDOUT_FILENO)), terminator: "")
  }
}

/// `decklog formats show`: a format's table.
struct FormatsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints a format's table, to begin one of your own with.",
    discussion: """
      A table of --formats replaces the built-in one of the same name:

      decklog formats show suricata > /etc/decnet/formats/suricata.json
      """
  )

  @OptionGroup var options: FormatOptions
  @Argument(help: "The format's name.") var name: String

  func run() throws {
    let library = try options.library()
    guard let format = library[name] else {
      throw ValidationError("there is no format '\(name)'; decklog formats lists them")
    }
    let table = String(decoding: library.table(of: format), as: UTF8.self)
    print(table, terminator: table.hasSuffix("\n") ? "" : "\n")
  }
}

/// `decklog formats check`: whether tables are valid.
struct FormatsCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks tables of formats, and prints the file, key and reason of each one's first fault."
  )

  @Argument(help: "Tables to check.", completion: .file(extensions: ["json"])) var files: [String]

  func run() throws {
    var isValid = true
    for file in files {
      do throws(FormatError) {
        let format = try FormatDirectory.format(in: file)
        print("\(file): format \(format.name) is valid")
      } catch {
        isValid = false
        StandardError.print(error.description)
      }
    }
    if !isValid { throw ExitCode(EX_CONFIG) }
  }
}
