import Collector
import Dashboard
import Foundation
import Glibc
import Logging
import ServiceBus
import ServiceLifecycle
import Telemetry

/// Who hears of what a collector does: a person, the store and its dashboard, the framework's bus, whoever traces or
/// measures, and systemd. None of them can hold it up.
struct Integrations {
  private typealias Configuration = ServiceGroupConfiguration.ServiceConfiguration

  private let environment: SettingsEnvironment
  private let logger: Logger
  private let printer: EventPrinter?
  private let bus: (client: BusClient, publisher: BusPublisher, sessions: SessionPublisher)?
  private let store: StoreKeeper?
  private let dashboard: DashboardRoom?
  private let listenAddress: ListenAddress?
  private let isBehind = BehindFlag()
  /// Takes the traces of streams and records; `nil` where nobody wants them.
  let tracing: CollectorTracing?

  /// - Parameters:
  ///   - options: whether events are printed, and where it is told how the collector is doing.
  ///   - store: whether a store is kept.
  ///   - dashboard: whether it is shown.
  ///   - sessions: what is told of shell sessions on the bus.
  ///   - environment: where the bus is, and systemd.
  /// - Throws: `ListenError` for an address that is none, `StoreError` for a store that won't be better by itself, and
  ///   `SettingsError` for a dashboard that can't be. What is wrong with the bus is said, and there is none then.
  init(
    _ options: CollectOptions,
    _ store: StoreOptions,
    _ dashboard: DashboardOptions,
    recordFile: String,
    sessions: SessionSettings,
    logger: Logger,
    environment: SettingsEnvironment = .process
  ) throws {
    self.environment = environment
    self.logger = logger
    printer = options.printEvents ? EventPrinter(isTerminal: isatty(STDOUT_FILENO) == 1) : nil
    bus = Self.busClient(environment, logger).map { client in
      (client, BusPublisher(client), SessionPublisher(client, sessions, logger: logger))
    }
    let (settings, warnings) = TracingSettings.read(environment.variables, version: Version.number)
    for warning in warnings { StandardError.print(environment.located(warning)) }
    tracing = settings.map { CollectorTracing($0, logger: logger) }
    let listen = options.fleet.listen ?? (dashboard.dashboard ? DashboardRoom.defaultAddress : nil)
    listenAddress = try listen.map { try ListenAddress($0) }
    let path = try store.path(environment.variables)
    self.dashboard =
      try dashboard.dashboard
      ? DashboardRoom(dashboard, at: listenAddress, hasStore: path != nil, environment.variables, logger)
      : nil
    let retention = try store.retention
    self.store = try path.map {
      try StoreKeeper($0, file: recordFile, retention: retention, logger: logger)
    }
  }

  /// Take the records of each commit.
  var observers: [@Sendable (WrittenRecords) -> Void] {
    var observers: [@Sendable (WrittenRecords) -> Void] = [{ [isBehind] in isBehind.offer($0) }]
    if let printer { observers.append { printer.offer($0) } }
    if let store { observers.append { store.offer($0) } }
    if let feed = dashboard?.feed { observers.append { feed.offer($0.bytes, count: $0.count) } }
    if let (_, publisher, sessions) = bus {
      observers.append { publisher.offer($0) }
      observers.append { sessions.offer($0) }
    }
    return observers
  }

  /// The services of a process that collects. They are shut down from the last to the first: whoever takes what is
  /// written ends after who writes it.
  ///
  /// - Throws: `ListenError` where nobody can listen at the address.
  func services(around service: CollectorService, _ files: EvidenceStore) throws
    -> [ServiceGroupConfiguration.ServiceConfiguration]
  {
    let startTime = Date().timeIntervalSince1970
    let (bus, tracing, store) = (bus, tracing, store)
    let status: @Sendable () async -> CollectorStatus = {
      var status = service.status(version: Version.number, startTime: startTime)
      status.bus = bus.map { client, publisher, sessions in
        let counts = sessions.counts
        var bus = CollectorStatus.Bus(
          isConnected: client.isConnected,
          published: client.counters.published,
          dropped: client.counters.dropped + publisher.dropped + counts.dropped,
          reconnects: client.counters.reconnects
        )
        bus.sessions = CollectorStatus.Sessions(counts)
        return bus
      }
      status.tracing = tracing.map(\.counts).map {
        CollectorStatus.Tracing(exported: $0.exported, dropped: $0.dropped, failed: $0.failed)
      }
      status.store = store.map { CollectorStatus.Store($0.status) }
      return status
    }
    var services: [Configuration] = []
    if let listenAddress {
      let pages = store.flatMap { dashboard?.pages(of: $0, status: status) }
      services.append(
        .init(service: try MetricsService(at: listenAddress, mounting: pages, logger: logger, status: status))
      )
    }
    if let store { services.append(.init(service: store)) }
    if let tracing { services.append(.init(service: tracing)) }
    if let printer { services.append(.init(service: printer)) }
    if let (client, publisher, sessions) = bus {
      let member = CollectorBus(client, publisher: publisher, sessions: sessions, accounts: service.accounts)
      services.append(.init(service: member))
    }
    services.append(.init(service: ReopenService(files: files, logger: logger)))
    services.append(.init(service: CatchUpReport(service, isBehind: isBehind, logger: logger)))
    services.append(.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup))
    if let client = bus?.client {
      services.append(
        .init(
          service: BusControl(client, logger: logger),
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
      environment: environment.variables,
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

  /// The client of the framework's bus; `nil` where there is to be none.
  private static func busClient(_ environment: SettingsEnvironment, _ logger: Logger) -> BusClient? {
    switch BusEndpoint(process: environment) {
    case .off: return nil
    case .unusable(let why):
      StandardError.print(why)
      return nil
    case .socket(let path):
      do {
        let configuration = BusClient.Configuration(process: environment, path: path, name: "collector")
        return try BusClient(configuration, logger: logger)
      } catch {
        StandardError.print("\(error.message): there is no bus")
        return nil
      }
    }
  }
}
