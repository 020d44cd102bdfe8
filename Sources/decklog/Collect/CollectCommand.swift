import ArgumentParser
import Basics
import Collector
import DecoyEvents
import DockerEngine
import Evidence
import Files
import Glibc
import Logging
import ServiceLifecycle
import StatusMetrics
import Store
import Telemetry
import UnixSignals

/// `decklog collect`: the fleet's output to the two files.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Collects the output of a fleet of honeypot containers.",
    discussion: """
      Every line goes to the log file; every event becomes a record in the file of the same name with the \
      suffix .json. The fleet is found by its labels, the state file and --select. A flag beats its environment \
      variable.

      These settings are environment variables only:

      """ + Settings.variablesHelp
  )

  @OptionGroup
  var options: CollectOptions

  @OptionGroup(title: "The store")
  var store: StoreOptions

  @OptionGroup(title: "The dashboard")
  var dashboard: DashboardOptions

  func run() async throws {
    StandardError.serve()
    // Whoever reads the events may go away; that must not end the collecting.
    signal(SIGPIPE, SIG_IGN)
    let listens = options.fleet.listen != nil || dashboard.dashboard
    let ownFiles = OpenFiles.least + (listens ? OpenFiles.listener : 0)
    try OpenFileLimit.require(
      ownFiles + OpenFiles.perContainer,
      more: ", and \(OpenFiles.perContainer) more for each further container"
    )
    var (settings, others, level) = try SettingReader.read { reader in
      (
        CollectorSettings(options, &reader), IntegrationSettings(options, store, dashboard, &reader),
        reader.read(Settings.logLevel, options.logLevel)
      )
    }
    settings.openFiles = OpenFiles.limit - ownFiles
    let logger = StandardError.logger(level: level)
    let integrations = try refusing {
      try Integrations(
        others,
        recordFile: settings.recordFile,
        sessions: settings.sessions,
        logger: logger
      )
    }
    let files = try opened(settings)
    let service: CollectorService
    do {
      service = try await collect(settings, into: files, with: integrations, logger)
    } catch {
      try await files.shutdown()
      throw error
    }
    try await files.shutdown()
    report(service)
  }

  /// Collects until a signal, or somebody on the bus, ends it.
  private func collect(
    _ settings: CollectorSettings,
    into files: Recorder,
    with integrations: Integrations,
    _ logger: Logger
  ) async throws -> CollectorService {
    do {
      return try await EngineClient.withClient(endpoint: settings.endpoint, logger: logger) { client in
        let service = CollectorService(
          settings: settings,
          client: client,
          files: files,
          logger: logger,
          tracing: integrations.tracing,
          observers: integrations.observers
        )
        let services =
          try refusing { try integrations.services(around: service, files) }
          // The last one is told of a stop first.
          + [.init(service: StopWatchdog())]
        logger.info("\(Version.description)")
        var group = ServiceGroupConfiguration(
          services: services,
          gracefulShutdownSignals: [.sigterm, .sigint],
          logger: StandardError.logger(level: .error)
        )
        group.maximumGracefulShutdownDuration = .seconds(4)
        try await ServiceGroup(configuration: group).run()
        return service
      }
    } catch let error as EngineError {
      throw refused("\(error)", EX_CONFIG)
    }
  }

  private func opened(_ settings: CollectorSettings) throws -> Recorder {
    do {
      let store = try Recorder(
        settings.journal,
        floodWindow: settings.floodWindow,
        beginning: settings.beginning
      )
      if let putAside = store.putAside {
        StandardError.print(
          store.isStateLost
            ? "what was known of the time before is damaged (\(putAside)); each container is read on from what"
              + " \(settings.logFile) has of it" : "begun anew: \(putAside)"
        )
      }
      return store
    } catch let error as EvidenceError {
      switch error.code {
      case .permissionDenied: throw refused("\(error)", EX_NOPERM)
      case .locked: throw refused("\(error)", EX_TEMPFAIL)
      case .unusableState, .damagedState:
        throw refused("\(error); --from beginning, now or existing says where to begin", EX_CONFIG)
      case .unsafeFileSystem: throw refused("\(error) with --allow-unsafe-file-system", EX_CONFIG)
      case .noSpace, .failed: throw refused("\(error)", EX_CANTCREAT)
      }
    } catch {
      throw refused("\(error)", EX_CONFIG)
    }
  }

  /// Where nobody can listen, or a store can't be kept at all, the start ends.
  private func refusing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ListenError {
      throw refused("--listen: \(error.message)", error.code == .permissionDenied ? EX_NOPERM : EX_CONFIG)
    } catch let error as StoreError {
      throw refused("--store: \(error)", error.code == .permissionDenied ? EX_NOPERM : EX_CONFIG)
    }
  }

  private func refused(_ message: String, _ status: Int32) -> ExitCode {
    StandardError.print(message)
    return ExitCode(status)
  }

  /// The last words: the accounting, in the names that it has everywhere.
  private func report(_ service: CollectorService) {
    let lines = service.accounts.total.named.map { "\($0.name)=\($0.count)" }
    let others = service.metrics.map { "\($0.name)=\($0.value)" }
    StandardError.print((lines + others).joined(separator: " "))
  }
}
