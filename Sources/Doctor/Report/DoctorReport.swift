internal import FoundationEssentials

/// What all checks found.
public struct DoctorReport: Sendable, Hashable {
  /// The program's version.
  public let version: String
  /// The findings, in the order of ``CheckName``.
  public let findings: [Finding]

  /// A report.
  public init(version: String, findings: [Finding]) {
    self.version = version
    self.findings = findings
  }

  /// The worst of the findings; what was skipped counts as well.
  public var verdict: Verdict {
    let worst = findings.map(\.verdict).max() ?? .ok
    return worst == .skipped ? .ok : worst
  }

  /// The status to end with: 0 where all is well, 2 with a problem; 1 with a warning, where warnings count.
  public func status(isStrict: Bool) -> Int32 {
    switch verdict {
    case .ok, .skipped: 0
    case .warning: isStrict ? 1 : 0
    case .problem: 2
    }
  }

  /// One line of JSON with its LF: `version`, `checks` of `name`, `verdict`, `found` and `advice`, and `verdict`. The
  /// keys are stable; `advice` is `null` where there is nothing to do.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Document(self))) + [UInt8(ascii: "\n")]
  }
}

extension DoctorReport {
  private struct Document: Encodable {
    struct Check: Encodable {
      private enum Key: String, CodingKey { case name, verdict, found, advice }

      let finding: Finding

      func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(finding.name, forKey: .name)
        try object.encode(finding.verdict, forKey: .verdict)
        try object.encode(finding.found, forKey: .found)
        try object.encode(finding.advice, forKey: .advice)
      }
    }

    let version: String
    let checks: [Check]
    let verdict: Verdict

    init(_ report: DoctorReport) {
      version = report.version
      checks = report.findings.map(Check.init)
      verdict = report.verdict
    }
  }
}
