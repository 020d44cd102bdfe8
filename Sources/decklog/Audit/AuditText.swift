import Basics
import Evidence
import Terminal

/// The report of an audit. Names and causes come from containers and foreign files, so each line is made printable.
struct AuditText {
  /// The most findings that are listed; others are only counted.
  static let listedProblems = 100
  /// The longest line, in columns.
  private static let columns = 2000

  let lines: [String]

  /// - Parameter comparison: how the ledger compares with the state directory.
  init(_ report: AuditReport, comparison: String) {
    var lines = ["ledger: \(Self.ledger(report)); \(comparison)"]
    lines.append(Self.file("log", report.log))
    lines.append(Self.file("records", report.records))
    lines += report.damages.map { "damage: \($0.kind) of \($0.target), \(Self.count($0.count, "time"))" }
    lines += report.gaps.map { Self.gap("gap", $0) }
    lines += report.doubts.map { Self.gap("doubt", $0) }
    if report.resolvedDoubts > 0 { lines.append("resolved: \(Self.count(report.resolvedDoubts, "doubt"))") }
    lines += report.problems.prefix(Self.listedProblems).map { "unexplained: \($0)" }
    let more = report.problems.count - Self.listedProblems
    if more > 0 { lines.append("unexplained: \(more) more") }
    lines.append(Self.verdict(report))
    self.lines = lines.map { TerminalText.printable($0, columns: Self.columns) }
  }

  private static func ledger(_ report: AuditReport) -> String {
    let entries = report.entries == 1 ? "1 entry" : "\(report.entries) entries"
    guard let first = report.sequences?.lowerBound, first > 1 else { return entries }
    return "\(entries), the first is number \(first): what was written before is not verified"
  }

  private static func file(_ name: String, _ numbers: AuditReport.FileNumbers) -> String {
    "\(name): \(numbers.ours) of \(count(numbers.written, "line")) verified;"
      + " others=\(numbers.others) written_again=\(numbers.writtenAgain) gone=\(numbers.gone)"
  }

  private static func gap(_ kind: String, _ gap: LedgerEntry.Gap) -> String {
    let stretches = gap.stretches > 1 ? ", \(gap.stretches) stretches" : ""
    return
      "\(kind): \(gap.name) \(gap.stream) (\(gap.container.prefix(12))) after \(gap.after ?? "the beginning")"
      + " before \(gap.before ?? "the end"): \(gap.cause)\(stretches)"
  }

  private static func verdict(_ report: AuditReport) -> String {
    guard report.problems.isEmpty else {
      return "not complete: \(count(report.problems.count, "finding")) can't be explained"
    }
    let exceptions = [
      (stretches(report.gaps), "recorded gap"),
      (report.unexplainedTruncations, "recorded truncation"),
      (report.damagedStates, "damaged state"),
      (stretches(report.doubts), "recorded doubt"),
      (report.log.gone.addingSaturated(report.records.gone), "line"),
    ]
    let listed = exceptions.filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    guard !listed.isEmpty else { return "complete" }
    let gone = (exceptions.last?.0 ?? 0) > 0 ? " in files that are no longer there" : ""
    return "complete, except for \(listed.joined(separator: ", "))\(gone)"
  }

  private static func stretches(_ gaps: [LedgerEntry.Gap]) -> Int {
    gaps.reduce(0) { $0.addingSaturated($1.stretches) }
  }

  private static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }
}
