internal import Basics
internal import DockerEngine
internal import Evidence
internal import FoundationEssentials

/// Whether the ledger is kept.
struct LedgerCheck: Check {
  struct Values: Sendable {
    var path: String
    var end: LedgerEnd
    var lock: LockProbe
    /// Nanoseconds since 1970.
    var now: Int64
  }

  /// How old the last entry may be while a collector runs, in nanoseconds: it writes one each minute.
  static let stale: Int64 = 180_000_000_000

  let name = "ledger"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let path = survey.journal.ledgerFile
    let end = try await TimeLimit.blocking(path) { LedgerEnd(reading: path) }
    return Values(path: path, end: end, lock: survey.lock, now: WallClock.now)
  }

  func judge(_ values: Values) -> Finding? {
    let (path, lock) = (values.path, values.lock)
    // A collector that has just started has had no time to write.
    let running = lock.isHeld ? values.now.subtractingSaturated(lock.since) : 0
    switch values.end {
    case .unreadable(let why):
      return .warning(
        "\(path): \(why)",
        advice: "`decklog audit` reports what is wrong with it; run this as the collector's user."
      )
    case .none: return running > Self.stale ? silent("\(path) has no entry") : .ok("\(path) has no entry yet")
    case .entry(let time, let kind):
      let age = max(0, values.now.subtractingSaturated(time))
      let found = "\(path): last entry \(age / 1_000_000_000) seconds ago"
      if lock.isHeld { return min(age, running) > Self.stale ? silent(found) : .ok(found) }
      guard lock.holder == .nobody, kind != .stop else { return .ok("\(found) (\(kind.rawValue))") }
      return .warning(
        "\(found), and it is not a stop: the collector was killed, or the host went down",
        advice: "Start it again, which repairs what is pending, and then run `decklog audit`;"
          + " \(CollectorCheck.journal) may show what ended it."
      )
    }
  }

  private func silent(_ found: String) -> Finding {
    .problem(
      "\(found), though a collector runs: it hangs, or can't write",
      advice: "See its log and the disk, \(CollectorCheck.journal) and `df -h`; then restart it."
    )
  }
}

/// The last entry of a ledger.
enum LedgerEnd: Sendable, Hashable {
  case none
  /// When it was written, in nanoseconds since 1970, and why.
  case entry(time: Int64, kind: LedgerEntry.Kind)
  /// Why it can't be read.
  case unreadable(String)

  /// The fields that matter here.
  private struct Head: Decodable {
    let time: String
    let kind: LedgerEntry.Kind
  }

  /// Reads it. Blocks.
  init(reading path: String) {
    switch LedgerTail(reading: path) {
    case .empty: self = .none
    case .unreadable(let why): self = .unreadable(why)
    case .line(let line):
      guard let head = try? JSONDecoder().decode(Head.self, from: Data(line)),
        let time = Array(head.time.utf8).withUnsafeBytes({ EngineTimestamp(rfc3339: $0) })
      else {
        self = .unreadable("its last line is not an entry")
        return
      }
      self = .entry(time: time.nanoseconds, kind: head.kind)
    }
  }
}
