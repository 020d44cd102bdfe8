import EngineTestSupport
import Evidence
import Foundation
import TestSupport

@testable import Collector

/// Files that outlive the collectors that write them, and what their ledger says of gaps and doubts.
struct GapScene {
  let directory: ScratchDirectory
  var place: String { directory.file("decklog") }

  init() throws { directory = try ScratchDirectory() }

  /// Collects from containers, on files that outlive the collector.
  func collect(
    _ containers: FakeContainer...,
    source: SourceMode,
    _ body: @escaping @Sendable (InProcessCollector) async throws -> Void
  ) async throws {
    try await FakeEngine.run({ FakeContainer.answer($0, containers) }) { engine in
      try await InProcessCollector.with(engine, source: source, directory: place, body)
    }
  }

  /// What an entry of the ledger says of gaps and doubts.
  struct Entry: Decodable {
    struct Gap: Decodable {
      let cause: String
      let count: Int?
      let after: String?
      let before: String?
    }

    let sequence: Int
    let gaps: [Gap]
    let doubts: [Gap]?
    let resolved: [LedgerEntry.Resolution]?
  }

  func entries() throws -> [Entry] {
    let ledger = try String(contentsOfFile: place + "/decoy.log.ledger.jsonl", encoding: .utf8)
    // The last line may be under way.
    return ledger.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Entry.self, from: Data($0.utf8))
    }
  }

  func gaps() throws -> [Entry.Gap] { try entries().flatMap(\.gaps) }
}
