internal import FoundationEssentials

/// What all checks found.
package struct DoctorReport: Sendable, Hashable {
  package let version: String
  /// The findings, in the order of the checks.
  package let findings: [Finding]

  /// The worst verdict; `skipped` counts as `ok`.
  package var verdict: Verdict {
    let worst = findings.map(\.verdict).max() ?? .ok
    return worst == .skipped ? .ok : worst
  }

  /// The exit status: 0 if all is well, 2 with a problem, 1 with a warning if `isStrict`.
  package func status(isStrict: Bool) -> Int32 {
    switch verdict {
    case .ok, .skipped: 0
    case .warning: isStrict ? 1 : 0
    case .problem: 2
    }
  }

  /// One line of JSON with its LF: `version`, `verdict`, and `checks` of `name`, `verdict`, `found` and `advice`, which
  /// is `null` if there is nothing to do. The keys are stable.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Document(version: version, checks: findings, verdict: verdict)))
      + [UInt8(ascii: "\n")]
  }

  private struct Document: Encodable {
    let version: String
    let checks: [Finding]
    let verdict: Verdict
  }
}

extension Finding: Encodable {
  private enum Key: String, CodingKey { case name, verdict, found, advice }

  /// Unlike the synthesised method, writes `advice` even if it is `nil`.
  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(verdict, forKey: .verdict)
    try object.encode(found, forKey: .found)
    try object.encode(advice, forKey: .advice)
  }
}

extension DoctorReport {
  private static let gap = "  "

  /// The report for people: one line per finding, one for its advice, and a summary.
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
