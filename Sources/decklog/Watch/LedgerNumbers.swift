import Basics
import EventViews
import Evidence
import FoundationEssentials
import Records

/// A collector's counts in the last entry of its ledger, which is at most a minute old while the collector runs.
struct LedgerNumbers {
  /// Between two reads of the ledger.
  private static let interval = Duration.seconds(2)
  /// Seconds without an entry, of which there is one a minute, that make a collector silent.
  private static let silence: Int64 = 180

  private let path: String
  private var readLast: ContinuousClock.Instant?
  private var entry: LedgerEntry?

  /// - Parameter path: the ledger, which may be missing.
  init(_ path: String) { self.path = path }

  /// The counts; none without a ledger.
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
