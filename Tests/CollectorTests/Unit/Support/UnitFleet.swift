import Basics
import DecoyEvents
import DockerEngine
import Logging
import TestSupport

@testable import Collector

/// A fleet without an engine, for messages by hand.
struct UnitFleet {
  static let labels = [
    "decnet.fleet.service": "true", "decnet.fleet.decky": "omega", "decnet.fleet.service_name": "ssh",
  ]

  let environment: CollectorEnvironment
  let log: LogRecorder.Lines
  private var fleet: Fleet

  private init(
    environment: CollectorEnvironment,
    log: LogRecorder.Lines,
    _ recovered: CollectorState,
    _ existing: ExistingLog?
  ) {
    self.environment = environment
    self.log = log
    fleet = Fleet(environment: environment, recovered: recovered, existing: existing)
  }

  /// Runs `body` with a fleet that nobody has told anything.
  static func with(
    stateFile: String = "/nonexistent/decnet-state.json",
    selectors: [(label: String, value: String)] = [],
    collectsStandardError: Bool = false,
    sources: SourceRules = .none,
    beginning: Beginning = .beginning,
    existing: ExistingLog? = nil,
    recovered known: CollectorState? = nil,
    _ body: (inout UnitFleet) throws -> Void
  ) async throws {
    let endpoint = EngineEndpoint(address: .unix(path: "/nonexistent/docker.sock"))
    var settings = CollectorSettings(
      logFile: "/nonexistent/decoy.log",
      recordFile: "/nonexistent/decoy.json",
      endpoint: endpoint,
      stateFile: stateFile
    )
    settings.selectors = selectors
    settings.collectsStandardError = collectsStandardError
    settings.sources = sources
    let (logger, log) = LogRecorder.make()
    try await EngineClient.withClient(endpoint: endpoint) { client in
      let environment = CollectorEnvironment(
        settings: settings,
        client: client,
        channel: BatchChannel(limit: settings.channelLimit),
        decisions: FleetDecisions(gate: FloodGate(window: settings.floodWindow)),
        logFiles: LogFileWatch(FaultLog(logger)),
        claims: ContainerFileClaims(known?.files ?? [:]),
        accounts: Accounts(),
        tracing: nil,
        faults: FaultLog(logger),
        logger: logger
      )
      var recovered = known ?? CollectorState(floodWindow: settings.floodWindow)
      recovered.apply(.beginning(beginning))
      var fleet = UnitFleet(environment: environment, log: log, recovered, existing)
      try body(&fleet)
    }
  }

  static func container(
    _ id: String,
    _ name: String? = nil,
    labels: [String: String] = labels,
    state: String = "running"
  ) -> ContainerSummary {
    ContainerSummary(id: id, names: [name ?? "name-" + id], image: "decoy", labels: labels, state: state)
  }

  mutating func list(
    _ containers: ContainerSummary...,
    engine: String = "engine",
    at time: EngineTimestamp? = nil
  ) -> [ContainerFollower] {
    var info = EngineInfo(id: engine, name: "", version: "", apiVersion: "")
    info.systemTime = time
    return fleet.handle(.listed(containers, engine: info))
  }

  mutating func event(
    _ action: String,
    _ id: String,
    _ name: String? = nil,
    labels: [String: String] = labels
  ) -> [ContainerFollower] {
    var attributes = labels
    attributes["name"] = name ?? "name-" + id
    attributes["image"] = "decoy"
    let time = EngineTimestamp(nanoseconds: 0)
    return fleet.handle(
      .event(EngineEvent(action: action, containerID: id, attributes: attributes, time: time))
    )
  }

  mutating func end(_ follower: ContainerFollower, _ end: ContainerFollower.End) -> [ContainerFollower] {
    fleet.handle(.ended(follower, end))
  }

  mutating func end(_ follower: ContainerFilesFollower, _ end: ContainerFilesFollower.End) {
    _ = fleet.handle(.filesEnded(follower, end))
  }

  mutating func takeFileFollowers() -> [ContainerFilesFollower] { fleet.takeFileFollowers() }

  mutating func tick() -> [ContainerFollower] { fleet.handle(.stateFileTick) }

  func isDecky(_ name: String) -> Bool {
    Array(name.utf8).withUnsafeBytes { environment.decisions.isDecky($0) }
  }
}
