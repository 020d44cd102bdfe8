import Basics
import Logging
import StatusMetrics
import Synchronization
import Testing

@testable import Collector
@testable import Daemon

/// A sink is one type and one line of the list.
struct RecordSinkTests {
  /// Counts the records it is offered.
  private final class NullSink: RecordSink {
    static let setting = Setting(
      variables: ["DECKLOG_NULL_START"],
      help: "Where to begin to count.",
      format: .integer(0...1_000_000, "records"),
      standard: 0
    )
    static var name: String? { "null" }
    static var settings: [SettingDescription] { [setting.description] }

    private let count: Atomic<Int>

    private init(_ start: Int) { count = Atomic(start) }

    static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
      let start = reader.read(setting)
      return reader.value(of: setting) == nil ? nil : { _ in NullSink(start) }
    }

    func offer(_ records: WrittenRecords) { count.wrappingAdd(records.count, ordering: .relaxed) }

    var metrics: MetricGroup? {
      MetricGroup("null", [.counter("records", count.load(ordering: .relaxed), "Records offered.")])
    }
  }

  private static func sinks(_ variables: [String: String] = [:]) throws -> Sinks {
    var reader = SettingReader(SettingsEnvironment(variables.merging(["DECNET_BUS_ENABLED": "false"]) { $1 }))
    let settings = DaemonSettings(&reader, Flags(), sinks: Sinks.all + [NullSink.self])
    try reader.check()
    return try Sinks(settings, Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, report: { _ in })
  }

  @Test func `A sink reads its settings, is offered each commit, and has metrics`() throws {
    let sinks = try Self.sinks(["DECKLOG_NULL_START": "7"])
    for count in [1, 2] {
      for observer in sinks.observers { observer(WrittenRecords(bytes: [], count: count)) }
    }
    #expect(sinks.metrics.first { $0.name == "null" }?.metrics?.map(\.count) == [10])
  }

  @Test func `A sink that is off has a name and no metrics`() throws {
    let absent = try Self.sinks().metrics.filter { $0.metrics == nil }.map(\.name)
    #expect(absent == ["store", "tracing", "bus", "null"])
  }
}
