import DecoyEvents
import TestSupport
import Foundation
import Testing

@testable import Formats

/// An additional look at lines of real honeypots, where that folder is; without it there is nothing to check.
@Suite("Lines of honeypots")
struct HoneypotSampleTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../shared/honeypots").standardized

  private static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    .filter { $0.hasSuffix(".jsonl") || $0.hasSuffix(".log") || $0.hasSuffix(".csv") }

  /// The formats whose names don't begin their files' names.
  private static let formats = [
    "heralding-session": "heralding", "heralding": "heralding-auth", "cowrie-stdout": "cowrie-text",
  ]

  private static func lines(_ file: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n").map(
      String.init
    )
  }

  @Test func `Every line is read, and its record is one by the letter`() throws {
    for file in Self.files {
      let name = String(file.prefix { $0 != "." })
      guard let format = FormatLibrary.builtIn[Self.formats[name] ?? name] else { continue }
      let lines = try Self.lines(file)
      let run = try FormatRun(lines.map { Array($0.utf8) }, format)
      // Only start-up messages are no events.
      if file.hasSuffix(".jsonl"), name != "wordpot" {
        #expect(run.records.count + 1 >= lines.count, "\(file)")
      }
      if let guess = FormatGuess(of: Array(lines.joined(separator: "\n").utf8), among: .builtIn) {
        #expect(guess.name == format.name, "\(file)")
      }
    }
  }

  @Test func `Well-known lines give their addresses and credentials`() throws {
    func records(_ file: String, _ format: String) throws -> [JSONObject] {
      Self.files.contains(file) ? try FormatRun(Self.lines(file), format).records : []
    }
    let dionaea = try records("dionaea.constructed.jsonl", "dionaea")
    for record in dionaea {
      #expect(record.text("attacker_ip") == "203.0.113.7")
      #expect(
        record.field("credentials")
          == #"[{"username":"sa","password":"p1"},{"username":"sa","password":"p2"}]"#
      )
    }
    for record in try records("ciscoasa.constructed.log", "ciscoasa") {
      #expect(record.text("attacker_ip") == "203.0.113.50")
    }
    for record in try records("redishoneypot.jsonl", "redishoneypot") {
      #expect(record.text("event_type") == "command")
      #expect(
        record.text("attacker_ip")
          == record.text("raw_line")?.firstMatch(of: /"addr":"([0-9.]+):/)?.1.description
      )
    }
    for record in try records("h0neytr4p.jsonl", "h0neytr4p") {
      #expect(record.text("attribution") == "header")
    }
  }
}
