import Evidence
import Foundation
import Testing
import TestSupport

@Suite("decklog audit", .timeLimit(.minutes(Patience.minutes(5))))
struct AuditCommandTests {
  private let folder: ScratchDirectory
  private let log: String
  private let ledger: String

  init() throws {
    folder = try ScratchDirectory()
    log = folder.file("decnet.log")
    ledger = log + ".ledger.jsonl"
  }

  private func audit(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["audit", "-f", log] + arguments)
  }

  /// A ledger of one entry that tells of no lines.
  private func write(_ describe: (inout LedgerEntry) -> Void = { _ in }) throws {
    var entry = LedgerEntry(sequence: 1, previous: "", time: "then", kind: .start, counts: [:])
    describe(&entry)
    try folder.write(entry.line(), to: "decnet.log.ledger.jsonl")
  }

  private func gap(_ name: String, count: Int? = nil) -> LedgerEntry.Gap {
    LedgerEntry.Gap(
      container: "c0ffee",
      name: name,
      stream: "stdout",
      cause: "rotated_away",
      count: count,
      after: nil,
      before: "2026-11-23T03:55:14Z"
    )
  }

  private func collect() async throws { try await DecklogProcess.collectNothing(into: log) }

  @Test func `Says how many lines were verified, of how many`() async throws {
    try await collect()
    let run = try audit()
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(
      run.lines == [
        "ledger: 2 entries; compared with \(log).state",
        "log: 0 of 0 lines verified; others=0 written_again=0 gone=0",
        "records: 0 of 0 lines verified; others=0 written_again=0 gone=0", "complete",
      ]
    )
  }

  @Test func `A log without a directory has no more lines of others than with one`() async throws {
    try await collect()
    let run = try CommandRun(["audit", "-f", "decnet.log"], directory: folder.path)
    #expect(run.status == 0)
    #expect(run.lines == (try audit().lines))
  }

  @Test(arguments: [1, 2])
  func `A ledger whose end was cut off is unexplained where the state is there`(entries: Int) async throws {
    try await collect()
    let lines = try String(contentsOfFile: ledger, encoding: .utf8).split(separator: "\n")
    try folder.write(lines.dropLast(entries).map { $0 + "\n" }.joined(), to: "decnet.log.ledger.jsonl")
    let run = try audit()
    #expect(run.status == 2)
    #expect(
      run.lines.contains { $0.hasPrefix("unexplained: ledger: it ") && $0.contains("remembers entry 2") }
    )
    // Elsewhere there is nothing to compare it with.
    let other = try audit("--state-dir", folder.file("none"))
    #expect(other.status == (entries == 1 ? 0 : 2))
    #expect(other.lines[0].hasSuffix("there is no state in \(folder.file("none")) to compare it with"))
  }

  @Test func `A last entry that was changed is unexplained where the state is there`() async throws {
    try await collect()
    let text = try String(contentsOfFile: ledger, encoding: .utf8)
    try folder.write(text.replacing("\"stop\"", with: "\"fault\""), to: "decnet.log.ledger.jsonl")
    #expect(try audit().status == 2)
    #expect(try audit("--state-dir", folder.file("none")).status == 0)
  }

  @Test func `An unusable state is reported, and not compared`() async throws {
    try await collect()
    for name in ["checkpoint.A", "checkpoint.B", "recent.A", "recent.B"] {
      try folder.write("damaged", to: "decnet.log.state/\(name)")
    }
    let run = try audit()
    #expect(run.status == 0)
    #expect(run.lines[0].contains("; not compared with the state directory: "))
  }

  @Test func `Gaps are exit status 1, and doubts are counted apart from them`() throws {
    try write { $0.doubts = [gap("omega")] }
    let doubts = try audit()
    #expect(doubts.status == 0)
    #expect(
      doubts.lines.suffix(2) == [
        "doubt: omega stdout (c0ffee) after the beginning before 2026-11-23T03:55:14Z: rotated_away",
        "complete, except for 1 recorded doubt",
      ]
    )
    try write {
      $0.gaps = [gap("omega"), gap("beta", count: 40)]
      $0.doubts = [gap("omega")]
    }
    let gaps = try audit()
    #expect(gaps.status == 1)
    #expect(gaps.lines.last == "complete, except for 41 recorded gaps, 1 recorded doubt")
    #expect(gaps.lines.contains { $0.hasSuffix("rotated_away, 40 stretches") })
  }

  @Test func `A start with a damaged state is reported`() throws {
    let damage = #"{"target":"log","kind":"state","count":1}"#
    let report = try JSONDecoder().decode(LedgerEntry.DamageReport.self, from: Data(damage.utf8))
    try write { $0.damages = [report] }
    let run = try audit()
    #expect(run.status == 0)
    #expect(
      run.lines.suffix(2) == ["damage: state of log, 1 time", "complete, except for 1 damaged state"]
    )
  }

  @Test(
    arguments: ["\u{1B}", "\u{9B}", "\u{202E}", "\n", "\r", "\u{7}"]
  )
  func `Nothing in a ledger drives a terminal`(text: String) throws {
    var gap = self.gap("a\(text)b")
    (gap.container, gap.stream, gap.cause, gap.after) = (text, text, text, text)
    try write {
      $0.gaps = [gap]
      $0.doubts = [gap]
    }
    let output = String(decoding: try audit().output, as: UTF8.self)
    #expect(
      output.split(separator: "\n").filter { $0.contains(": a\u{FFFD}b \u{FFFD} (\u{FFFD}) ") }.count == 2
    )
    #expect(
      !output.replacing("\n", with: "").unicodeScalars.contains { $0.properties.generalCategory == .control }
    )
    #expect(!output.contains(text) || text == "\n")
  }

  @Test func `Many findings are counted, not listed`() throws {
    let lines = (1...300).map { number in
      let entry = LedgerEntry(sequence: 2 * number, previous: "", time: "then", kind: .start, counts: [:])
      return (try? entry.line()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    try folder.write(lines.joined(), to: "decnet.log.ledger.jsonl")
    let run = try audit()
    #expect(run.status == 2)
    #expect(
      run.lines.suffix(2) == ["unexplained: 199 more", "not complete: 299 findings can't be explained"]
    )
  }

  @Test func `Without a ledger there is nothing to verify`() throws {
    let run = try audit()
    #expect(run.status == 66)
    #expect(run.errors.contains("\(ledger): No such file or directory"))
  }
}
