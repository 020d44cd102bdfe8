package import Basics
package import Collector
import Logging
package import ServiceBus
package import ServiceLifecycle
package import StatusMetrics

/// Publishes each record and the end of each shell session on the framework's bus.
package struct BusSink: RecordSink {
  package static var name: String? { "bus" }
  package static var settings: [SettingDescription] {
    [Settings.commandLifetime.description, Settings.artifactsRoot.description] + BusSettings.all
  }

  private let client: BusClient
  private let publisher: BusPublisher
  private let sessions: SessionPublisher
  private let logger: Logger

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    let environment = reader.environment
    switch BusEndpoint(&reader) {
    case .off: return nil
    case .unusable(let why):
      reader.note(why)
      return nil
    case .socket(let path):
      return { context in
        do {
          return try BusSink(.init(environment, path: path, name: "collector"), context)
        } catch let error as BusError {
          context.report("\(error.message); there is no bus")
          return nil
        }
      }
    }
  }

  private init(_ configuration: BusClient.Configuration, _ context: SinkContext) throws {
    logger = context.logger
    client = try BusClient(configuration, logger: logger)
    publisher = BusPublisher(client)
    sessions = SessionPublisher(client, context.settings.sessions, logger: logger)
  }

  package func offer(_ records: WrittenRecords) {
    publisher.offer(records)
    sessions.offer(records)
  }

  package func services(beside running: RunningCollector) -> [any Service] {
    [CollectorBus(client, publisher: publisher, sessions: sessions, accounts: running.service.accounts)]
  }

  package var stopServices: [any Service] { [BusControl(client, logger: logger)] }

  package var metrics: MetricGroup? { CollectorBus.metrics(client, publisher, sessions) }
}

extension BusClient.Configuration {
  /// A client that looks up its bus in the environment at each attempt to connect, and falls back to `path`.
  package init(
    _ environment: SettingsEnvironment,
    path: String,
    name: String,
    isWritableDirectory: @escaping @Sendable (String) -> Bool = BusEndpoint.isWritableDirectory
  ) {
    self.init(
      socketPath: {
        BusEndpoint.socketPath(environment: environment.variables, isWritableDirectory: isWritableDirectory)
          ?? path
      },
      name: name
    )
  }
}

extension Settings {
  package static let commandLifetime = Setting(
    variables: ["DECNET_COLLECTOR_SESSION_AGG_TTL_SEC"],
    help: "Seconds for which a command is remembered, for the event of its session on the bus.",
    // A week is longer than any session that one would wait for.
    format: .number(1...604_800, "seconds"),
    standard: Double(SessionSettings().commandLifetime)
  )
  package static let artifactsRoot = Setting(
    variables: ["DECNET_ARTIFACTS_ROOT"],
    help: "Where transcripts of sessions are looked up.",
    format: .absolutePath,
    standard: SessionSettings().artifactsRoot
  )
  /// The bus of commands that can't do without one.
  package static let busSocket = Setting(
    flag: "--socket",
    variables: BusSettings.socket.description.variables,
    help: BusSettings.socket.description.help,
    format: BusSettings.socket.format,
    standard: nil
  )
}
