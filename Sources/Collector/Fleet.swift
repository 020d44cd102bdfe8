import DecoyEvents
import DockerEngine
import Logging

/// Which containers are followed, and which wait to be started again.
///
/// A value without tasks: it is told what happens, and answers which followers are to be started.
struct Fleet {
  private enum Activity {
    /// Its follower runs; `startedAgain` when the container was started since.
    case following(startedAgain: Bool)
    /// Its follower has come to the container's end and can go on from there.
    case resting(ContainerFollower)
  }

  private let environment: CollectorEnvironment
  private let rules: FleetRules
  private let streams: [LogRequest.Stream]
  private var stateFile: StateFile
  private var activities: [OutputID: Activity] = [:]
  /// How far outputs had been read before this start, of which no follower knows yet.
  private var positions: [OutputID: OutputPosition]
  /// The id of the engine that has the containers.
  private var engine = ""
  /// Where containers of the first list are begun.
  private var beginning: Beginning
  /// What another collector has written, as long as there may be containers that are begun behind it.
  private var existing: ExistingLog?
  /// Containers that were known and are forgotten, so that nothing of them is missing when an event tells of them.
  private var forgotten: Set<String> = []
  /// Containers that the last list lacked.
  private var missed: Set<String> = []
  /// The engine's last list, for when the state file changes.
  private var lastList: [ContainerSummary] = []

  /// A container that was read to its end writes again.
  private mutating func noteStart(of container: String) {
    for stream in streams {
      let output = OutputID(container: container, stream: stream)
      guard case .resting(var follower) = activities[output] else { continue }
      follower.noteStart()
      activities[output] = .resting(follower)
    }
  }

  /// The most containers that are remembered as forgotten.
  private static let forgottenLimit = 10_000

  init(environment: CollectorEnvironment, recovered: CollectorState, existing: ExistingLog? = nil) {
    self.environment = environment
    positions = recovered.positions
    beginning = recovered.beginning
    self.existing = existing
    rules = FleetRules(selectors: environment.settings.selectors)
    streams = environment.settings.collectsStandardError ? [.stdout, .stderr] : [.stdout]
    stateFile = StateFile(path: environment.settings.stateFile)
  }

  /// Takes a message.
  ///
  /// - Returns: the followers that are to be started.
  mutating func handle(_ message: FleetMessage) -> [ContainerFollower] {
    switch message {
    case .listed(let containers, let engine):
      if self.engine != engine.id { forgotten = [] }
      self.engine = engine.id
      environment.sources.noteList()
      // What happened before is in the list, so that events are only needed from then on.
      if let time = engine.systemTime { remember([.event(time)]) }
      lastList = containers
      refreshStateFile()
      return update(to: containers)
    case .stateFileTick:
      // The list may be old: it can show containers that are new by the file, and nothing else.
      return refreshStateFile() ? adopt(lastList.filter { environment.names[$0.id] == nil }) : []
    case .event(let event):
      defer { remember([.event(event.time)]) }
      return handle(event)
    case .ended(let follower, let end):
      return handle(end, of: follower)
    }
  }

  private mutating func handle(_ event: EngineEvent) -> [ContainerFollower] {
    switch event.action {
    case "start", "rename":
      let names = event.attributes["name"].map { [$0] } ?? []
      // These two stand among an event's labels and are none.
      let labels = event.attributes.filter { $0.key != "name" && $0.key != "image" }
      if let name = names.first, environment.names[event.containerID] != nil {
        environment.names[event.containerID] = name
      }
      if member(id: event.containerID, names: names, labels: labels) == nil { refreshStateFile() }
      guard let member = member(id: event.containerID, names: names, labels: labels)
      else { return [] }
      if event.action == "start" { noteStart(of: event.containerID) }
      return follow(member, hasStarted: event.action == "start")
    case "die", "died":
      noteEnd(of: event.containerID)
      return []
    case "destroy":
      noteEnd(of: event.containerID)
      missUnread(event)
      for stream in streams { forget(OutputID(container: event.containerID, stream: stream)) }
      lastList.removeAll { $0.id == event.containerID }
      return []
    default:
      return []
    }
  }

  /// Has whoever reads the container's files look whether it still runs.
  private func noteEnd(of container: String) {
    environment.ends.note(container)
    environment.logFiles.wake(container: container)
  }

  private mutating func update(to containers: [ContainerSummary]) -> [ContainerFollower] {
    let running = Set(containers.lazy.filter(\.isRunning).map(\.id))
    for (output, activity) in activities where !running.contains(output.container) {
      if case .following = activity { noteEnd(of: output.container) }
    }
    let known = Set(containers.map(\.id))
    // A list is as old as its answer: a container that it lacks may have come since.
    let missing = Set(activities.keys.map(\.container)).subtracting(known)
    for output in activities.keys
    where missing.contains(output.container) && missed.contains(output.container) {
      forget(output)
    }
    missed = missing
    dropForeignPositions()
    for (output, position) in positions where position.engine == engine && !known.contains(output.container) {
      leave(output, position)
    }
    let followers = adopt(containers)
    if beginning != .beginning {
      beginning = .beginning
      remember(
        followers.map { .position($0.output, $0.position) } + [.beginning(.beginning)]
      )
    }
    if !positions.values.contains(where: { $0.beginning == .existing && $0.engine == engine }) {
      existing = nil
    }
    return followers
  }

  /// Whoever points a collector at ever new engines must not fill memory.
  private mutating func dropForeignPositions() {
    let foreign = positions.filter { $0.value.engine != engine }
    let excess = foreign.count - CollectorState.foreignPositionLimit
    guard excess > 0 else { return }
    for output in foreign.keys.prefix(excess) { positions[output] = nil }
    remember(foreign.keys.prefix(excess).map(StateChange.forget))
  }

  /// A container of the time before is gone.
  private mutating func leave(_ output: OutputID, _ position: OutputPosition) {
    positions[output] = nil
    var batch = SourceBatch(output: output, containerName: position.name)
    if !position.isFinished {
      environment.logger.warning(
        "gap in \(position.name) \(output.stream.rawValue): \(GapCause.removedBeforeRead.explanation)"
      )
      batch.gaps = [
        Gap(
          output: output,
          containerName: position.name,
          cause: .removedBeforeRead,
          after: position.cursor?.timestamp,
          before: nil
        )
      ]
      batch.lines.counts.gaps = 1
    }
    batch.changes = [.forget(output)]
    environment.channel.send(batch, reserved: 0)
    note(forgotten: output.container)
  }

  /// A container of the fleet came and went, and was never read.
  private mutating func missUnread(_ event: EngineEvent) {
    let labels = event.attributes.filter { $0.key != "name" && $0.key != "image" }
    let names = event.attributes["name"].map { [$0] } ?? []
    guard !forgotten.contains(event.containerID),
      let member = member(id: event.containerID, names: names, labels: labels)
    else { return }
    for stream in streams {
      let output = OutputID(container: member.id, stream: stream)
      guard activities[output] == nil, positions[output] == nil else { continue }
      leave(output, OutputPosition(engine: engine, name: member.name, cursor: nil))
    }
  }

  private mutating func note(forgotten container: String) {
    if forgotten.count >= Self.forgottenLimit { forgotten.removeAll() }
    forgotten.insert(container)
  }

  /// Has changes remembered that come with no lines.
  private func remember(_ changes: [StateChange]) {
    guard !changes.isEmpty else { return }
    var batch = SourceBatch(output: OutputID(container: "", stream: .stdout), containerName: "")
    batch.changes = changes
    environment.channel.send(batch, reserved: 0)
  }

  private mutating func adopt(_ containers: [ContainerSummary]) -> [ContainerFollower] {
    // One that was destroyed since the list was made does not come back.
    containers.filter { !forgotten.contains($0.id) }.flatMap { container -> [ContainerFollower] in
      guard let member = member(id: container.id, names: container.names, labels: container.labels)
      else { return [] }
      return follow(member, hasStarted: container.isRunning, isNew: container.isNew)
    }
  }

  /// Starts what does not run yet.
  ///
  /// - Parameters:
  ///   - hasStarted: whether the container runs, so that a follower that has come to an end goes on.
  ///   - isNew: whether it was never started, so that nothing of it is left out.
  private mutating func follow(
    _ member: FleetMember,
    hasStarted: Bool,
    isNew: Bool = false
  ) -> [ContainerFollower] {
    environment.names[member.id] = member.name
    if let decky = member.decky { add(deckies: [decky]) }
    return streams.compactMap { stream in
      let output = OutputID(container: member.id, stream: stream)
      switch activities[output] {
      case nil:
        environment.logger.info("collecting \(member.name) \(stream.rawValue)")
        activities[output] = .following(startedAgain: false)
        let known = positions.removeValue(forKey: output)
        let beginning = isNew ? .beginning : beginning
        var position =
          known ?? OutputPosition(engine: engine, name: member.name, cursor: nil, beginning: beginning)
        position.engine = engine
        if position.beginning == .existing, existing == nil { position.beginning = .beginning }
        // Should it be gone before the first line of it is committed, it will be missed.
        remember([.position(output, position)])
        return ContainerFollower(
          member,
          stream: stream,
          position: position,
          existing: position.beginning == .existing ? existing : nil,
          environment: environment
        )
      case .following:
        // A list says nothing of when a container started; the follower looks for itself before it ends.
        if hasStarted { activities[output] = .following(startedAgain: true) }
        return nil
      case .resting(let follower):
        guard hasStarted else { return nil }
        activities[output] = .following(startedAgain: false)
        return follower
      }
    }
  }

  private mutating func handle(
    _ end: ContainerFollower.End,
    of follower: ContainerFollower
  ) -> [ContainerFollower] {
    guard case .following(let startedAgain) = activities[follower.output] else { return [] }
    switch end {
    case .finished where startedAgain:
      activities[follower.output] = .following(startedAgain: false)
      return [follower]
    case .finished, .unreadable:
      activities[follower.output] = .resting(follower)
    case .gone:
      activities[follower.output] = .resting(follower)
      forget(follower.output)
    case .cancelled:
      break
    }
    return []
  }

  /// A running follower is told by the engine that its container is gone, when it has read what there is.
  private mutating func forget(_ output: OutputID) {
    guard case .resting(let follower) = activities[output] else { return }
    environment.logger.info("\(follower.member.name) is gone")
    activities[output] = nil
    environment.names[output.container] = nil
    environment.ends.forget(output.container)
    environment.sources.forget(output)
    var batch = SourceBatch(output: output, containerName: "")
    batch.changes = [.forget(output)]
    environment.channel.send(batch, reserved: 0)
    note(forgotten: output.container)
  }

  private func add(deckies: some Sequence<String>) {
    remember(environment.decisions.add(deckies: deckies).map(StateChange.decky))
  }

  private func member(id: String, names: [String], labels: [String: String]) -> FleetMember? {
    rules.member(id: id, names: names, labels: labels, stateNames: stateFile.containers)
  }

  /// - Returns: whether there are other names now.
  @discardableResult
  private mutating func refreshStateFile() -> Bool {
    switch stateFile.refresh() {
    case .unchanged:
      return false
    case .changed:
      add(deckies: stateFile.deckies)
      environment.faults.forget("state file")
      return true
    case .unreadable(let message):
      environment.logger.warning("\(message); the names last read stay in use")
      return false
    }
  }
}
