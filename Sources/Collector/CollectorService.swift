import DecoyEvents
package import DockerEngine
package import Logging
import ServiceLifecycle

/// Collects the output of a fleet until it is shut down gracefully or cancelled.
///
/// On a graceful shutdown it stops reading, writes the complete lines it has read, and returns.
package struct CollectorService: Service {
  /// What was committed so far.
  package let accounts: Accounts
  let environment: CollectorEnvironment
  let recorder: Recorder
  private let committer: Committer
  let recovered: CollectorState

  /// - Parameters:
  ///   - settings: what to collect.
  ///   - client, files: engine and files; the caller shuts them down after the service.
  ///   - tracing: receives traces of streams and records; the caller runs it.
  ///   - observers: receive records once they are in the file. They must not block.
  package init(
    settings: CollectorSettings,
    client: EngineClient,
    files recorder: Recorder,
    logger: Logger,
    tracing: CollectorTracing? = nil,
    observers: [@Sendable (WrittenRecords) -> Void] = []
  ) {
    self.recorder = recorder
    recovered = recorder.recovered
    accounts = Accounts(total: recovered.total, containers: recovered.containers)
    let faults = FaultLog(logger)
    environment = CollectorEnvironment(
      settings: settings,
      client: client,
      channel: BatchChannel(limit: settings.channelLimit),
      decisions: FleetDecisions(gate: recovered.gate, deckies: recovered.deckies),
      logFiles: LogFileWatch(faults),
      claims: ContainerFileClaims(recovered.files),
      accounts: accounts,
      tracing: tracing,
      faults: faults,
      logger: logger
    )
    committer = Committer(environment: environment, recorder: recorder, observers: observers)
  }

  package func run() async throws {
    let settings = environment.settings
    environment.logger.info("collecting from \(settings.endpoint) into \(settings.logFile)")
    let existing = Handover(try await readExistingLog())
    await withDiscardingTaskGroup { group in
      // Not in the group's own task: a cancellation ends reading, and what was read is still written.
      group.addTask { [committer] in await committer.run() }
      await cancelWhenGracefulShutdown {
        await FleetSupervisor(environment: environment, recovered: recovered, existing: existing).run()
      }
      environment.channel.finish()
    }
  }
}

struct CollectorEnvironment: Sendable {
  let settings: CollectorSettings
  let client: EngineClient
  let channel: BatchChannel
  let decisions: FleetDecisions
  let names = ContainerNames()
  let availability = EngineAvailability()
  let ends = ExitHints()
  let logFiles: LogFileWatch
  let claims: ContainerFileClaims
  let mounts = ContainerMounts()
  let largeReads = LargeReads()
  let sources = SourceRegistry()
  let accounts: Accounts
  let tracing: CollectorTracing?
  let faults: FaultLog
  let logger: Logger
}
