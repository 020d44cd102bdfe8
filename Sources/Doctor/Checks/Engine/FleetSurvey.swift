internal import Basics
internal import Collector
internal import DockerEngine
internal import Formats

/// The engine, the fleet, its logs and the state file, which are looked up one after the other.
struct FleetSurvey: Sendable {
  var engine: EngineProbe
  /// `nil` if the engine does not list its containers.
  var fleet: FleetMembers?
  var logs = LogProbe()
  /// `nil` if the file took too long.
  var stateFile: StateFileProbe?

  static func run(_ settings: CollectorSettings) async -> Self {
    let path = settings.stateFile
    let state = await TimeLimit.runBlocking { StateFileProbe(reading: path) }
    let client: EngineClient
    do {
      client = try EngineProbe.client(settings.endpoint)
    } catch {
      return Self(engine: EngineProbe(settings.endpoint, error), stateFile: state)
    }
    let engine =
      await withTimeout(TimeLimit.check) { await EngineProbe(asking: client) }
      ?? EngineProbe(
        settings.endpoint,
        EngineError(
          code: .timedOut,
          message: "no answer within \(TimeLimit.check.components.seconds) seconds"
        )
      )
    let fleet = engine.containers.map {
      FleetMembers(
        $0,
        selectors: settings.selectors,
        sources: settings.sources,
        stateNames: state?.containers ?? []
      )
    }
    let ids = fleet?.members.map(\.container.id) ?? []
    let logs =
      await withTimeout(TimeLimit.check) { await LogProbe.run(ids, client: client, within: TimeLimit.answer) }
      ?? LogProbe(unknown: ids.count)
    try? await client.shutdown()
    return Self(engine: engine, fleet: fleet, logs: logs, stateFile: state)
  }
}

/// The containers that belong to the fleet.
struct FleetMembers: Sendable {
  struct Member: Sendable, Hashable {
    var container: FleetMember
    var isRunning: Bool
  }

  var members: [Member]
  /// The number of all containers of the engine.
  var total: Int
  /// The names of running containers of known honeypots' images that don't belong to the fleet.
  var uncollected: [String]

  /// Picks the members by the collector's own rules.
  init(
    _ containers: [ContainerSummary],
    selectors: [FleetRules.Selector],
    sources: SourceRules = .none,
    stateNames: Set<String>
  ) {
    let rules = FleetRules(selectors: selectors, sources: sources)
    total = containers.count
    members = containers.compactMap { container in
      rules.member(
        id: container.id,
        names: container.names,
        image: container.image,
        labels: container.labels,
        stateNames: stateNames
      ).map { Member(container: $0, isRunning: container.isRunning) }
    }
    let collected = Set(members.map(\.container.id))
    uncollected = containers.filter { container in
      container.isRunning && !collected.contains(container.id)
        && !sources.library.written(by: container.image).isEmpty
    }.map { $0.names.first ?? String($0.id.prefix(12)) }
  }
}
