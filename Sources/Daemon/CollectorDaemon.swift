import Basics
import Collector
import DecoyEvents
import DockerEngine
import Evidence
import HTTPListener
package import Logging
import ServiceLifecycle
import StatusMetrics
import Systemd
import UnixSignals

/// A collector and its sinks as one process: opens the files, orders the services, and shuts them down.
package struct CollectorDaemon {
  private typealias Configuration = ServiceGroupConfiguration.ServiceConfiguration

  private let settings: DaemonSettings
  private let sinks: Sinks
  private let files: Recorder
  private let logger: Logger
  private let report: @Sendable (String) -> Void

  /// Opens the sinks and the files.
  ///
  /// - Parameter report: prints a message for people, whatever the log level.
  /// - Throws: `StoreError`, `EvidenceError`, and any other error of the state directory.
  package init(
    _ settings: DaemonSettings,
    logger: Logger,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    self.settings = settings
    self.logger = logger
    self.report = report
    sinks = try Sinks(settings, logger, report: report)
    let collector = settings.collector
    files = try Recorder(
      collector.journal,
      floodWindow: collector.floodWindow,
      beginning: collector.beginning
    )
    guard let putAside = files.putAside else { return }
    report(
      files.isStateLost
        ? "the state is damaged (\(putAside)); each container resumes after its last line in \(collector.logFile)"
        : "started without earlier state: \(putAside)"
    )
  }

  /// Collects until a signal or a request on the bus ends it, and closes the files.
  ///
  /// - Returns: the final counts, in one line.
  /// - Throws: `EngineError` or `ListenError` if it can't start.
  package func run() async throws -> String {
    let service: CollectorService
    do {
      service = try await collect()
    } catch {
      try await files.shutdown()
      throw error
    }
    try await files.shutdown()
    let lines = service.accounts.total.named.map { "\($0.name)=\($0.count)" }
    return (lines + service.metrics.map { "\($0.name)=\($0.count)" }).joined(separator: " ")
  }

  private func collect() async throws -> CollectorService {
    try await EngineClient.withClient(endpoint: settings.collector.endpoint, logger: logger) { client in
      let service = CollectorService(
        settings: settings.collector,
        client: client,
        files: files,
        logger: logger,
        tracing: sinks.first(TracingSink.self)?.tracing,
        observers: sinks.observers
      )
      let services = try services(around: service)
      logger.info("\(Version.description)")
      var quiet = logger
      quiet.logLevel = .error
      var group = ServiceGroupConfiguration(
        services: services,
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: quiet
      )
      group.maximumGracefulShutdownDuration = .seconds(4)
      try await ServiceGroup(configuration: group).run()
      return service
    }
  }

  /// The services, which are shut down from the last to the first: sinks after the collector that writes.
  private func services(around service: CollectorService) throws -> [Configuration] {
    let startTime = WallClock.seconds
    let status: @Sendable () async -> CollectorStatus = { [sinks] in
      var status = service.status(version: Version.number, startTime: startTime)
      status.groups += sinks.metrics + [.process]
      return status
    }
    let running = RunningCollector(service: service, status: status, logger: logger, sinks: sinks)
    let systemd = SystemdNotifier(
      environment: settings.environment.variables,
      logger: logger,
      status: { Self.line(await status()) },
      isAlive: { service.isAlive }
    )
    var services = try sinks.sinks.flatMap { try $0.services(beside: running) }.map {
      Configuration(service: NamedService($0))
    }
    services.append(.init(service: NamedService(ReopenService(files: files, logger: logger))))
    services += ([service] + sinks.sinks.flatMap(\.stopServices)).map {
      .init(service: NamedService($0), successTerminationBehavior: .gracefullyShutdownGroup)
    }
    let last: [any Service] = [systemd, StopWatchdog(report: report)]
    services += last.map { .init(service: NamedService($0)) }
    // The files are open and repaired. An engine is not waited for.
    systemd.ready()
    return services
  }

  /// What `systemctl status` shows.
  private static func line(_ status: CollectorStatus) -> String {
    let running = status.containers.count { $0.isRunning }
    return
      "\(status.unreadiness ?? status.state.rawValue), \(running) containers, \(status.counts["lines"]) lines,"
      + " \(status.counts["records"]) records, \(status.counts["gaps"]) gaps"
  }
}

/// A service under its type's name: the group describes each by reflection otherwise, with all that it holds.
struct NamedService: Service, CustomStringConvertible {
  private let service: any Service

  init(_ service: any Service) { self.service = service }

  var description: String { "\(type(of: service))" }

  func run() async throws { try await service.run() }
}
