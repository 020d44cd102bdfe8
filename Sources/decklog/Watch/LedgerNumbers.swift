import Basics
import EventViews
import Evidence
import FoundationEssentials
import Records

/// What the ledger's last entry says of a collector: its numbers are at most a minute old while that runs.
struct LedgerNumbers {
  /// How often the ledger is read.
  private static let interval = Duration.seconds(2)
  /// The collector tells the ledger each minute, in seconds.
  private static let silence: Int64 = 180

  private let path: String
  private var readLast: ContinuousClock.Instant?
  private var entry: LedgerEntry?

  /// - Parameter path: the ledger; there may be none.
  init(_ path: String) { self.path = path }

  /// The numbers; nothing where there is no ledger.
  mutating func numbers(at now: RecordTime) -> CollectorNumbers {
    let instant = ContinuousClock.now
    if readLast.map({ instant - $0 >= Self.interval }) ?? true {
      readLast = instant
      if case .line(let line) = LedgerTail(reading: path) {
        entry = try? JSONDecoder().decode(LedgerEntry.self, from: Data(line))
      } else {
        entry = nil
      }
    }
    guard let entry else { return CollectorNumbers() }
    return CollectorNumbers(
      state: state(of: entry, at: now),
      heldBack: entry.counts["held_back"],
      dropped: entry.counts["dropped"],
      gaps: entry.counts["gaps"]
    )
  }

  private func state(of entry: LedgerEntry, at now: RecordTime) -> String {
    guard entry.kind != .stop else { return "stopped" }
    guard let time = RecordTime(entry.time) else { return "collecting" }
    let seconds = now.nanoseconds / 1_000_000_000 - time.nanoseconds / 1_000_000_000
    return seconds > Self.silence ? "silent for \(seconds / 60) min" : "collecting"
  }
}
