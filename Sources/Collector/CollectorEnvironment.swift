import DockerEngine
import Logging

/// What all parts of a collector share.
struct CollectorEnvironment: Sendable {
  let settings: CollectorSettings
  let client: EngineClient
  let channel: BatchChannel
  let decisions: FleetDecisions
  let names: ContainerNames
  let availability: EngineAvailability
  let ends: ExitHints
  let logFiles: LogFileWatch
  let largeReads: LargeReads
  let sources: SourceRegistry
  let accounts: Accounts
  let tracing: CollectorTracing?
  let faults: FaultLog
  let logger: Logger
}
