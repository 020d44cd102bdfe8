import Dashboard
import DashboardTestSupport

/// A source that can't sum up what is younger than two hours.
struct FlakySource: DashboardSource {
  let source: MemorySource

  func overview(since: Int64?, top: Int) async throws -> Overview {
    if let since, since > SampleText.now - 7_200_000_000_000 { throw ScriptedSource.Failure() }
    return try await source.overview(since: since, top: top)
  }

  func attacker(_ address: String, since: Int64?) async throws -> AttackerDetail? {
    try await source.attacker(address, since: since)
  }

  func events(_ query: EventQuery) async throws -> EventPage { try await source.events(query) }

  func status() async throws -> DashboardStatus { try await source.status() }
}
