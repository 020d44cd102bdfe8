import ArgumentParser
import Basics
import Collector
import Logging
import StatusMetrics
import Synchronization
import Testing

@testable import decklog

/// A sink is one type and one line.
struct RecordSinkTests {
  /// Takes records, and counts them.
  private final class NullSink: RecordSink {
    private let count = Atomic(0)

    func offer(_ records: WrittenRecords) { count.wrappingAdd(records.count, ordering: .relaxed) }

    var metrics: MetricGroup? {
      MetricGroup("null", [.counter("records", count.load(ordering: .relaxed), "Records offered.")])
    }
  }

  private static func integrations(_ more: [any RecordSink]) throws -> Integrations {
    var reader = SettingReader(SettingsEnvironment(["DECNET_BUS_ENABLED": "false"]))
    let settings = IntegrationSettings(
      try CollectOptions.parse([]),
      try StoreOptions.parse([]),
      try DashboardOptions.parse([]),
      &reader
    )
    return try Integrations(
      settings,
      recordFile: "/nowhere/decoy.json",
      sessions: SessionSettings(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      more: more
    )
  }

  @Test func `A sink is offered each commit, and tells its numbers`() throws {
    let sink = NullSink()
    let integrations = try Self.integrations([sink])
    for count in [1, 2] {
      for observer in integrations.observers { observer(WrittenRecords(bytes: [], count: count)) }
    }
    #expect(sink.metrics?.metrics?.map(\.count) == [3])
    #expect(integrations.metrics.contains { $0.name == "null" })
  }

  @Test func `A sink that is off has a name and no numbers`() throws {
    let absent = try Self.integrations([]).metrics.filter { $0.metrics == nil }.map(\.name)
    #expect(absent == ["store", "tracing", "bus"])
  }
}
