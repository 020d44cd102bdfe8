import DecoyEvents
public import DockerEngine
public import Logging
public import ServiceLifecycle

/// The collector: follows a fleet, until it is shut down gracefully or cancelled.
///
/// Shut down gracefully, it stops reading, writes the whole lines that it has read, and returns.
public struct CollectorService: Service {
  /// What was committed so far.
  public let accounts: Accounts
  let environment: CollectorEnvironment
  let store: Recorder
  private let committer: Committer
  let recovered: CollectorState

  /// A collector that has not begun.
  ///
  /// - Parameters:
  ///   - settings: what to collect.
  ///   - client: the engine; whoever made it shuts it down after the service.
  ///   - files: where to; whoever made it shuts it down after the service.
  ///   - tracing: takes the traces of streams and records; somebody else runs it.
  ///   - observers: take records when they are in the file. They must not wait.
  public init(
    settings: CollectorSettings,
    client: EngineClient,
    files store: Recorder,
    logger: Logger,
    tracing: CollectorTracing? = nil,
    observers: [@Sendable (WrittenRecords) -> Void] = []
  ) {
    self.store = store
    recovered = store.recovered
    accounts = Accounts(total: recovered.total, containers: recovered.containers)
    let faults = FaultLog(logger)
    environment = CollectorEnvironment(
      settings: settings,
      client: client,
      channel: BatchChannel(limit: settings.channelLimit),
      decisions: FleetDecisions(gate: recovered.gate, deckies: recovered.deckies),
      names: ContainerNames(),
      availability: EngineAvailability(),
      ends: ExitHints(),
      logFiles: LogFileWatch(faults),
      largeReads: LargeReads(),
      sources: SourceRegistry(),
      accounts: accounts,
      tracing: tracing,
      faults: faults,
      logger: logger
    )
    committer = Committer(environment: environment, store: store, observers: observers)
  }

  /// Collects.
  public func run() async throws {
    let settings = environment.settings
    environment.logger.info("collecting from \(settings.endpoint) into \(settings.logFile)")
    let existing = Handover(try await readExistingLog())
    await withDiscardingTaskGroup { group in
      // Not in this group's own task: a cancellation stops the reading, and what was read is still written.
      group.addTask { [committer] in await committer.run() }
      await cancelWhenGracefulShutdown {
        await FleetSupervisor(environment: environment, recovered: recovered, existing: existing).run()
      }
      environment.channel.finish()
    }
  }
}
