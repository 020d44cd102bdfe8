internal import Basics

/// What one check found.
///
/// Its texts are fit for a terminal: what containers, files and sockets have a say in has no control characters.
public struct Finding: Sendable, Hashable {
  /// The longest text, in bytes.
  static let textLimit = 4096

  /// What was checked.
  public let name: CheckName
  /// How well it is.
  public let verdict: Verdict
  /// What was found.
  public let found: String
  /// What to do about it; `nil` where there is nothing to do.
  public let advice: String?

  /// A finding.
  public init(_ name: CheckName, _ verdict: Verdict, _ found: String, advice: String? = nil) {
    self.name = name
    self.verdict = verdict
    self.found = PrintableText.make(from: found.utf8, limit: Self.textLimit)
    self.advice = advice.map { PrintableText.make(from: $0.utf8, limit: Self.textLimit) }
  }

  /// What is found where the answer took longer than a check may.
  static func late(_ name: CheckName, _ what: String) -> Finding {
    Finding(
      name,
      .problem,
      "\(what): no answer within \(TimeLimit.check.components.seconds) seconds",
      advice: "Something hangs, such as a disk or a network file system: see `dmesg | tail` and `df`."
    )
  }
}
