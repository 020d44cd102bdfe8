extension DoctorReport {
  private static let gap = "  "

  /// The report for people: one line a finding, one for its advice, and a summary.
  ///
  /// - Parameter isColoured: whether to colour the verdicts.
  package func table(isColoured: Bool) -> String {
    let verdictWidth = Verdict.allCases.map(\.rawValue.count).max() ?? 0
    let nameWidth = findings.map(\.name.count).max() ?? 0
    let indent = String(repeating: " ", count: verdictWidth + nameWidth + 2 * Self.gap.count)
    let lines = findings.flatMap { finding in
      let word = Self.padded(finding.verdict.rawValue, verdictWidth)
      let verdict = isColoured ? "\u{1B}[\(finding.verdict.colour)m\(word)\u{1B}[0m" : word
      let name = Self.padded(finding.name, nameWidth)
      return [verdict + Self.gap + name + Self.gap + finding.found]
        + (finding.advice.map { ["\(indent)-> \($0)"] } ?? [])
    }
    return (lines + [summary]).joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let problems = findings.count { $0.verdict == .problem }
    let warnings = findings.count { $0.verdict == .warning }
    guard problems + warnings > 0 else { return "all is well" }
    return [(problems, "problem"), (warnings, "warning")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Verdict {
  /// An SGR colour (ECMA-48).
  fileprivate var colour: Int {
    switch self {
    case .ok: 32
    case .skipped: 90
    case .warning: 33
    case .problem: 31
    }
  }
}
