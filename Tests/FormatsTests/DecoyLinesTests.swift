import DecoyEvents
import Formats
import Foundation
import TestSupport
import Testing

/// Where `make test` says that the demo's decoy is.
private let decoyPath = ProcessInfo.processInfo.environment["DECKLOG_DECOY"]

/// What the decoy prints for other honeypots.
@Suite("Lines of the decoy", .enabled(if: decoyPath != nil))
struct DecoyLinesTests {
  private static let count = 60

  /// What `decoy honeypot` prints.
  private func decoy(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(decoyPath))
    process.arguments = ["honeypot"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(arguments)")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lines of a file that the decoy writes.
  private func file(_ format: String, _ more: String...) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "decoy-lines-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    _ = try decoy([format, "--lines", "\(Self.count)", "--rate", "0", "--to", file.path] + more)
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// A honeypot of `decoy honeypot list`.
  private struct Row {
    var format: String
    var image: String
    var place: String
    var variable: String
  }

  private func rows() throws -> [Row] {
    try decoy(["list"]).split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      try #require(words.count == 4, "\(line)")
      return Row(format: words[0], image: words[1], place: words[2], variable: words[3])
    }
  }

  private func formats() throws -> [String] { try rows().map(\.format) }

  @Test func `The images that it stands for write where the formats' tables say`() throws {
    let rows = try rows().filter { $0.image != "-" }
    #expect(rows.count > 20)
    for row in rows {
      let format = try #require(FormatLibrary.builtIn[row.format], "\(row)")
      let sources = format.sources(of: row.image).map(\.description)
      #expect(sources.contains(row.variable == "-" ? row.place : "${\(row.variable)}"), "\(row): \(sources)")
    }
  }

  @Test func `Each line that it prints for a format is an event of it, with a made-up attacker`() throws {
    let formats = try formats()
    #expect(formats.count > 30)
    for format in formats {
      let run = try FormatRun(file(format), format)
      #expect(run.records.count == Self.count, "\(format)")
      #expect(!run.isOpen, "\(format)")
      for attacker in run.records.map({ $0.text("attacker_ip") }) {
        let isMadeUp = ["192.0.2.", "198.51.100.", "203.0.113.", "Unknown"].contains {
          attacker?.hasPrefix($0) ?? false
        }
        #expect(isMadeUp, "\(format): \(attacker ?? "none")")
      }
    }
  }

  @Test func `Each line of a numbered run has its number, and is an event`() throws {
    for format in try formats() {
      let lines = try file(format, "--run", "t")
      let numbers = lines.flatMap { $0.matches(of: /decoy:t:(\d+):[0-9a-f]{8}/).compactMap { Int($0.1) } }
      #expect(Set(numbers) == Set(1...Self.count), "\(format)")
      #expect(try FormatRun(lines, format).records.count == Self.count, "\(format)")
    }
  }
}
