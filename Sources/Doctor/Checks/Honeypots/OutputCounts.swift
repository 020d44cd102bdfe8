internal import Evidence
internal import FoundationEssentials

/// What a collector has counted of one container since its first start.
struct OutputCounts: Sendable, Hashable {
  /// The most entries of the ledger that are read: a quarter of an hour, at one a minute.
  private static let entries = 15

  var lines: Int
  var notEvents: Int

  /// Whether there are lines, none of which is an event.
  var hasNoEvent: Bool { lines > 0 && notEvents >= lines }

  /// What a container's counts are found by: `/status` has only the first digits of the id.
  static func key(_ id: String) -> String { String(id.prefix(12)) }

  /// The counts of a running collector's status, or else of the ledger's last entries. Blocks.
  static func read(_ answer: CollectorAnswer?, ledger path: String) -> [String: Self] {
    if let containers = answer?.containers {
      return Dictionary(containers.compactMap { row in Self(row.counts).map { (key(row.id), $0) } }) { $1 }
    }
    let decoder = JSONDecoder()
    return LedgerTail.lines(of: path, limit: entries).reduce(into: [:]) { counts, line in
      guard let entry = try? decoder.decode(Entry.self, from: Data(line)) else { return }
      for (id, container) in entry.containers { counts[key(id)] = Self(container.counts) }
    }
  }

  /// The field of a ledger entry that matters here.
  private struct Entry: Decodable { let containers: [String: LedgerEntry.Container] }
}

extension OutputCounts {
  /// - Parameter counts: by the names they have in ledger and status.
  init?(_ counts: [String: Int]) {
    guard let lines = counts["lines"], let notEvents = counts["not_events"] else { return nil }
    self.init(lines: lines, notEvents: notEvents)
  }
}
