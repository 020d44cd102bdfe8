/// How far back a question goes.
enum TimeRange: String, Sendable, Hashable, CaseIterable {
  case hour = "1h"
  case day = "24h"
  case week = "7d"
  case month = "30d"
  case all

  /// Where it begins; nanoseconds since 1970, `nil` where it has no beginning.
  func since(_ now: Int64) -> Int64? {
    let hours: Int64
    switch self {
    case .hour: hours = 1
    case .day: hours = 24
    case .week: hours = 7 * 24
    case .month: hours = 30 * 24
    case .all: return nil
    }
    return now - hours * 3_600_000_000_000
  }
}
