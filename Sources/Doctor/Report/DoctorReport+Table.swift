extension DoctorReport {
  private static let gap = "  "

  /// The findings as lines for people, one a finding and one for each advice.
  ///
  /// - Parameter isColoured: whether the verdicts are coloured; the words are there in any case.
  public func table(isColoured: Bool) -> String {
    let verdictWidth = Verdict.allCases.map(\.rawValue.count).max() ?? 0
    let nameWidth = findings.map(\.name.rawValue.count).max() ?? 0
    let indent = String(repeating: " ", count: verdictWidth + nameWidth + 2 * Self.gap.count)
    var lines = findings.flatMap { finding in
      let word = Self.padded(finding.verdict.rawValue, verdictWidth)
      let verdict = isColoured ? "\u{1B}[\(finding.verdict.colour)m\(word)\u{1B}[0m" : word
      let name = Self.padded(finding.name.rawValue, nameWidth)
      return [verdict + Self.gap + name + Self.gap + finding.found]
        + (finding.advice.map { ["\(indent)-> \($0)"] } ?? [])
    }
    lines.append(summary)
    return lines.joined(separator: "\n") + "\n"
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
  /// The number of a colour (ECMA-48, SGR).
  fileprivate var colour: Int {
    switch self {
    case .ok: 32
    case .skipped: 90
    case .warning: 33
    case .problem: 31
    }
  }
}
