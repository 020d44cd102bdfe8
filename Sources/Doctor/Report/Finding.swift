internal import Basics

/// What one check found. Its texts are safe for a terminal: control characters are replaced.
package struct Finding: Sendable, Hashable {
  /// The longest text, in bytes.
  static let textLimit = 4096

  /// The check's name, set when the check has run.
  package internal(set) var name: String
  package let verdict: Verdict
  package let found: String
  /// What to do about it; `nil` if there is nothing to do.
  package let advice: String?

  init(_ name: String, _ verdict: Verdict, _ found: String, advice: String? = nil) {
    self.name = name
    self.verdict = verdict
    self.found = PrintableText.make(from: found.utf8, limit: Self.textLimit)
    self.advice = advice.map { PrintableText.make(from: $0.utf8, limit: Self.textLimit) }
  }

  /// All is well; the advice is optional reading.
  package static func ok(_ found: String, advice: String? = nil) -> Self {
    Self("", .ok, found, advice: advice)
  }

  /// It can't be known here, or does not apply.
  package static func skipped(_ found: String, advice: String? = nil) -> Self {
    Self("", .skipped, found, advice: advice)
  }

  /// Something is lost, slow or unsafe sooner or later.
  package static func warning(_ found: String, advice: String) -> Self {
    Self("", .warning, found, advice: advice)
  }

  /// Collecting doesn't work, or not for all containers.
  package static func problem(_ found: String, advice: String) -> Self {
    Self("", .problem, found, advice: advice)
  }

  /// The answer took longer than a check may.
  static func late(_ name: String, _ subject: String) -> Self {
    Self(
      name,
      .problem,
      "\(subject): no answer within \(TimeLimit.check.components.seconds) seconds",
      advice: "Something hangs, such as a disk or a network file system: see `dmesg | tail` and `df`."
    )
  }
}

/// How severe a finding is, from the least to the most severe.
package enum Verdict: String, Sendable, CaseIterable, Encodable, Comparable {
  case ok
  /// It can't be known here, or does not apply.
  case skipped
  /// Collecting works, but something is lost, slow or unsafe sooner or later.
  case warning
  /// Collecting doesn't work, or not for all containers.
  case problem

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
