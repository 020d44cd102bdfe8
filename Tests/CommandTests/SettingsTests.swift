import ArgumentParser
import Basics
import Foundation
import Testing

@testable import Daemon
@testable import decklog

/// The list of settings against what people read of them.
struct SettingsTests {
  /// The help of `decklog collect`, each run of white space as one blank.
  private static func help() throws -> String {
    let run = try CommandRun(["collect", "--help"])
    return String(decoding: run.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  @Test func `Every setting stands in --help, with its variables and its default`() throws {
    let help = try Self.help()
    for setting in Settings.all {
      for name in setting.variables + [setting.help, setting.standard] + [setting.flag].compactMap(\.self) {
        let text = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(help.contains(text), "\(setting.flag ?? setting.variables[0]): \(text)")
      }
    }
  }

  @Test func `No flag of a collector is missing from the list of settings`() throws {
    struct Tool: Decodable {
      struct Command: Decodable {
        var arguments: [Argument]?
      }
      struct Argument: Decodable {
        struct Name: Decodable {
          var kind: String
          var name: String
        }
        var names: [Name]?
      }
      var command: Command
    }
    let run = try CommandRun(["collect", "--experimental-dump-help"])
    let tool = try JSONDecoder().decode(Tool.self, from: Data(run.output))
    let names = (tool.command.arguments ?? []).flatMap { $0.names ?? [] }
    let flags = Set(names.filter { $0.kind == "long" }.map { "--\($0.name)" })
    #expect(flags.subtracting(["--help", "--version"]) == Set(Settings.all.compactMap(\.flag)))
  }

  @Test func `Each flag of a collector reaches its setting`() throws {
    for setting in Settings.all {
      guard let flag = setting.flag else { continue }
      let options = try (try? CollectOptions.parse([flag, "7"])) ?? CollectOptions.parse([flag])
      #expect(!options.flags[all: setting].isEmpty, "\(flag)")
    }
  }

  @Test func `No two settings have a name in common`() {
    let names = Settings.all.flatMap { $0.variables + [$0.flag].compactMap(\.self) }
    #expect(names.count == Set(names).count)
  }

  /// With `DECKLOG_WRITE_DOCS` set the table is written, and the test fails.
  @Test func `The table in docs is that of the list`() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/configuration.md").standardized
    let document = try String(contentsOf: file, encoding: .utf8)
    let (begin, end) = ("<!-- settings -->\n", "<!-- end of settings -->\n")
    let start = try #require(document.firstRange(of: begin)).upperBound
    let stop = try #require(document.firstRange(of: end)).lowerBound
    let isCurrent = document[start..<stop] == Self.table
    #expect(isCurrent, "DECKLOG_WRITE_DOCS=1 swift test --filter SettingsTests writes \(file.path)")
    guard !isCurrent, ProcessInfo.processInfo.environment["DECKLOG_WRITE_DOCS"] != nil else { return }
    try Data((document[..<start] + Self.table + document[stop...]).utf8).write(to: file)
  }

  private static var table: String {
    func code(_ text: String) -> String { "`\(text)`" }
    let rows = Settings.all.map { setting in
      let flag = setting.flag.map(code) ?? ""
      let variables = setting.variables.map(code).joined(separator: ", ")
      return "| \(flag) | \(variables) | \(setting.standard) | \(setting.help) |\n"
    }
    return "| flag | environment | default | what it does |\n|---|---|---|---|\n" + rows.joined()
  }
}
