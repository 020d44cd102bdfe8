internal import Basics
internal import Collector
internal import DockerEngine

/// What the engine, the fleet, its logs and the state file are like: the checks that need each other's facts.
struct FleetExamination: Sendable {
  var findings: [Finding]
  /// How many containers the fleet has.
  var members: Int

  /// Asks the engine, and holds its answers against the state file.
  static func run(_ settings: CollectorSettings) async -> Self {
    let path = settings.stateFile
    let state = await TimeLimit.runBlocking { StateFileFacts(reading: path) }
    let client: EngineClient
    do {
      client = try EngineFacts.client(settings.endpoint)
    } catch {
      return Self(
        EngineFacts(settings.endpoint, error),
        nil,
        LogInspection(logs: [], unknown: 0),
        state,
        path
      )
    }
    let facts =
      await withTimeout(TimeLimit.check) { await EngineFacts(asking: client) }
      ?? EngineFacts(
        settings.endpoint,
        EngineError(
          code: .timedOut,
          message: "no answer within \(TimeLimit.check.components.seconds) seconds"
        )
      )
    let fleet = facts.containers.map {
      FleetFacts($0, selectors: settings.selectors, stateNames: state?.containers ?? [])
    }
    let ids = fleet?.members.map(\.id) ?? []
    let logs =
      await withTimeout(TimeLimit.check) {
        await LogInspection.run(ids, client: client, within: TimeLimit.answer)
      }
      ?? LogInspection(logs: [], unknown: ids.count)
    try? await client.shutdown()
    return Self(facts, fleet, logs, state, path)
  }

  /// - Parameter state: `nil` where the file at `path` took too long.
  init(
    _ facts: EngineFacts,
    _ fleet: FleetFacts?,
    _ logs: LogInspection,
    _ state: StateFileFacts?,
    _ path: String
  ) {
    members = fleet?.members.count ?? 0
    findings = EngineVerdict.findings(facts)
    if let fleet {
      findings += FleetVerdict.findings(fleet)
      findings += LogVerdict.findings(logs, isLocal: facts.endpoint.isSocket)
    } else {
      findings.append(Finding(.fleet, .skipped, "the engine does not list its containers"))
    }
    let names = facts.containers.map { Set($0.flatMap(\.names)) }
    findings.append(state.map { StateFileVerdict.finding($0, names: names) } ?? .late(.stateFile, path))
  }
}
