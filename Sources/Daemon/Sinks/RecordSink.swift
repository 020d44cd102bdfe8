package import Basics
package import Collector
package import Doctor
package import Logging
package import ServiceLifecycle
package import StatusMetrics

/// Takes the records that a collector writes, and never delays it.
///
/// To add a sink, add a folder beside this file, and the sink's type to ``Sinks/all``.
package protocol RecordSink: Sendable {
  /// The name of its metrics, which are null while it is off; `nil` if it has none.
  static var name: String? { get }

  /// The settings that it reads, in the order in which they are documented.
  static var settings: [SettingDescription] { get }

  /// Reads its settings, and opens nothing.
  ///
  /// - Returns: what makes the sink when all settings are accepted; `nil` if it is off.
  static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker?

  /// What `decklog doctor` checks about it, if anything.
  static func check(_ reader: inout SettingReader, _ flags: Flags, recordFile: String) -> (any Check)?

  /// Takes the records of a commit. It must not wait.
  func offer(_ records: WrittenRecords)

  /// The services it needs. They are shut down after the last records were offered.
  ///
  /// - Throws: what keeps the collector from starting.
  func services(beside running: RunningCollector) throws -> [any Service]

  /// Services that stop the collector when they return.
  var stopServices: [any Service] { get }

  /// Its metrics; `nil` if it has none.
  var metrics: MetricGroup? { get }
}

extension RecordSink {
  package static var name: String? { nil }
  package static var settings: [SettingDescription] { [] }
  package static func check(
    _ reader: inout SettingReader,
    _ flags: Flags,
    recordFile: String
  ) -> (any Check)? { nil }
  package func services(beside running: RunningCollector) throws -> [any Service] { [] }
  package var stopServices: [any Service] { [] }
  package var metrics: MetricGroup? { nil }
}

extension RecordSink where Self: Service {
  package func services(beside running: RunningCollector) throws -> [any Service] { [self] }
}

/// Makes a sink; `nil` if it can't work, which it reports.
///
/// - Throws: what keeps the collector from starting.
package typealias SinkMaker = (SinkContext) throws -> (any RecordSink)?

/// What a sink is made with.
package struct SinkContext {
  package let settings: CollectorSettings
  package let logger: Logger
  /// Prints a message for people, whatever the log level.
  package let report: @Sendable (String) -> Void
  /// The sinks before it in the list.
  let sinks: Sinks
}

/// The collector that sinks run beside.
package struct RunningCollector: Sendable {
  package let service: CollectorService
  /// How the collector and its sinks are doing.
  package let status: @Sendable () async -> CollectorStatus
  package let logger: Logger
  let sinks: Sinks
}
