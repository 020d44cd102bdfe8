/// How well something is.
public enum Verdict: String, Sendable, CaseIterable, Codable {
  /// As it should be.
  case ok
  /// Nobody can tell here, or there is nothing to tell.
  case skipped
  /// Collecting works, and something is lost, slow or unsafe before long.
  case warning
  /// Collecting doesn't work, or not for all.
  case problem
}

extension Verdict: Comparable {
  /// Whether one is less bad than another.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

  private var rank: Int {
    switch self {
    case .ok: 0
    case .skipped: 1
    case .warning: 2
    case .problem: 3
    }
  }
}
