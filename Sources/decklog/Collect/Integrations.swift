import Basics
import Collector
import Glibc
import HTTPListener
import Logging
import ServiceBus
import ServiceLifecycle
import StatusMetrics
import Store
import Systemd

/// Who hears of what a collector does: its sinks, whoever measures, and systemd. None of them can hold it up.
struct Integrations {
  private typealias Configuration = ServiceGroupConfiguration.ServiceConfiguration

  private let settings: IntegrationSettings
  private let logger: Logger
  private let sinks: [any RecordSink]
  /// The parts that are off.
  private let absent: [MetricGroup]
  private let bus: BusSink?
  private let store: StoreSink?
  private let dashboard: DashboardSink?
  private let backlog = BacklogFlag()
  /// Takes the traces of streams and records; `nil` where nobody wants them.
  let tracing: CollectorTracing?

  /// - Parameters:
  ///   - recordFile: what the store catches up from.
  ///   - sessions: what is told of shell sessions on the bus.
  ///   - more: sinks beside those that the settings ask for.
  /// - Throws: `StoreError` for a store that won't be better by itself. What is wrong with the bus is said, and there is
  ///   none then.
  init(
    _ settings: IntegrationSettings,
    recordFile: String,
    sessions: SessionSettings,
    logger: Logger,
    more: [any RecordSink] = []
  ) throws(StoreError) {
    self.settings = settings
    self.logger = logger
    tracing = settings.tracing.map { CollectorTracing($0, logger: logger) }
    store = try settings.store.map { (path, retention) throws(StoreError) in
      try StoreSink(path, file: recordFile, retention: retention, logger: logger)
    }
    dashboard = settings.dashboard.map { DashboardSink($0, logger) }
    bus = BusSink(settings, sessions, logger)
    let terminal = settings.printsEvents ? TerminalSink(isTerminal: isatty(STDOUT_FILENO) == 1) : nil
    // Those with a name have numbers under it, which are null while they are off.
    let all: [(name: String?, sink: (any RecordSink)?)] = [
      (nil, backlog), ("store", store), ("tracing", tracing.map { TracingSink(tracing: $0) }),
      (nil, terminal),
      (nil, dashboard), ("bus", bus),
    ]
    sinks = all.compactMap(\.sink) + more
    absent = all.filter { $0.sink == nil }.compactMap(\.name).map { MetricGroup($0, nil) }
  }

  /// Take the records of each commit.
  var observers: [@Sendable (WrittenRecords) -> Void] { sinks.map { sink in { sink.offer($0) } } }

  /// The numbers of all sinks.
  var metrics: [MetricGroup] { sinks.compactMap(\.metrics) + absent }

  /// The services of a process that collects. They are shut down from the last to the first: whoever takes what is
  /// written ends after who writes it.
  ///
  /// - Throws: `ListenError` where nobody can listen at the address.
  func services(around service: CollectorService, _ files: Recorder) throws
    -> [ServiceGroupConfiguration.ServiceConfiguration]
  {
    let startTime = WallClock.seconds
    let status: @Sendable () async -> CollectorStatus = {
      var status = service.status(version: Version.number, startTime: startTime)
      status.groups += metrics + [.process]
      return status
    }
    var services: [Configuration] = []
    if let address = settings.listen {
      let pages = store.flatMap { dashboard?.pages(of: $0, status: status) }
      services.append(
        .init(service: try MetricsService(at: address, mounting: pages, logger: logger, status: status))
      )
    }
    services += sinks.flatMap { $0.services(beside: service) }.map { .init(service: $0) }
    services.append(.init(service: ReopenService(files: files, logger: logger)))
    services.append(.init(service: CatchUpReport(service, backlog: backlog, logger: logger)))
    services.append(.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup))
    if let bus {
      services.append(
        .init(
          service: BusControl(bus.client, logger: logger),
          successTerminationBehavior: .gracefullyShutdownGroup
        )
      )
    }
    services.append(
      .init(service: systemd(status: { Self.line(await status()) }, isAlive: { service.isAlive }))
    )
    return services
  }

  private func systemd(
    status: @escaping @Sendable () async -> String,
    isAlive: @escaping @Sendable () async -> Bool
  ) -> SystemdNotifier {
    let systemd = SystemdNotifier(
      environment: settings.environment.variables,
      logger: logger,
      status: status,
      isAlive: isAlive
    )
    // The files are open, and what a crash has left is seen to. That an engine is there is not waited for.
    systemd.ready()
    return systemd
  }

  /// What `systemctl status` shows.
  private static func line(_ status: CollectorStatus) -> String {
    let running = status.containers.count { $0.isRunning }
    return
      "\(status.unreadiness ?? status.state.rawValue), \(running) containers, \(status.counts["lines"]) lines,"
      + " \(status.counts["records"]) records, \(status.counts["gaps"]) gaps"
  }
}
