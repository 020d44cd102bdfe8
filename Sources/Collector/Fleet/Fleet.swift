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
  /// How far outputs had been read of which no follower knows: those of the time before, and those of containers that
  /// the engine no longer lists. A container that comes back is read on from there.
  private var positions: [OutputID: OutputPosition]
  /// Outputs of which there were doubts before this start.
  private let doubted: Set<OutputID>
  /// The id of the engine that has the containers; empty where it says none, or none that stays.
  private var engine = ""
  /// Whether the last list had nothing that was known, and something is.
  private var isListDubious = false
  /// Where containers of the first list are begun.
  private var beginning: Beginning
  /// What another collector has written, as long as there may be containers that are begun behind it.
  private var existing: ExistingLog?
  /// Containers that were known and are forgotten, so that nothing of them is missing when an event tells of them.
  private var forgotten: Set<String> = []
  /// Containers that were created since the last list and not started: they have printed nothing.
  private var created: Set<String> = []
  /// Containers that the last list lacked.
  private var missed: Set<String> = []
  /// The last event that was seen; before the first, when the engine listed its containers.
  private var lastEvent: EngineTimestamp?
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

  /// The most containers that are remembered as created.
  static let createdLimit = 10_000
  /// The most containers that are remembered as forgotten.
  private static let forgottenLimit = 10_000

  init(environment: CollectorEnvironment, recovered: CollectorState, existing: ExistingLog? = nil) {
    self.environment = environment
    positions = recovered.positions
    doubted = recovered.doubted
    beginning = recovered.beginning
    lastEvent = recovered.lastEvent
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
      if let engine {
        if self.engine != engine.id { forgotten = [] }
        self.engine = engine.id
      }
      environment.sources.noteList()
      // What the list tells of came before it. Events that came as well may still be on their way: of a container that
      // came and went no list tells.
      if lastEvent == nil, let time = engine?.systemTime { remember(event: time) }
      lastList = containers
      refreshStateFile()
      return update(to: containers)
    case .stateFileTick:
      // The list may be old: it can show containers that are new by the file, and nothing else.
      return refreshStateFile() ? adopt(lastList.filter { environment.names[$0.id] == nil }) : []
    case .event(let event):
      defer { remember(event: event.time) }
      return handle(event)
    case .ended(let follower, let end):
      return handle(end, of: follower)
    }
  }

  private mutating func handle(_ event: EngineEvent) -> [ContainerFollower] {
    switch event.action {
    case "create":
      if created.count >= Self.createdLimit { created.removeAll() }
      created.insert(event.containerID)
      return []
    case "start", "rename":
      if event.action == "start" { created.remove(event.containerID) }
      let names = event.attributes["name"].map { [$0] } ?? []
      // These two stand among an event's labels and are none.
      let labels = event.attributes.filter { $0.key != "name" && $0.key != "image" }
      if let name = names.first, environment.names[event.containerID] != nil {
        environment.names[event.containerID] = FleetMember.bounded(name)
      }
      if member(id: event.containerID, names: names, labels: labels) == nil { refreshStateFile() }
      guard let member = member(id: event.containerID, names: names, labels: labels)
      else { return [] }
      if event.action == "start" { noteStart(of: event.containerID) }
      return follow(member, hasStarted: event.action == "start")
    case "die", "died":
      created.remove(event.containerID)
      noteEnd(of: event.containerID)
      return []
    case "destroy", "remove":
      noteEnd(of: event.containerID)
      if isFollowed(event.containerID) { environment.ends.noteRemoval(event.containerID) }
      if created.remove(event.containerID) == nil {
        missUnread(event)
      } else {
        // The event may be repeated, and a list that still has the container may come late.
        note(forgotten: event.containerID)
      }
      for stream in streams {
        let output = OutputID(container: event.containerID, stream: stream)
        if let position = positions[output] { leave(output, position) }
        forget(output)
      }
      lastList.removeAll { $0.id == event.containerID }
      return []
    default:
      return []
    }
  }

  /// Has whoever reads the container's files look whether it still runs.
  private func noteEnd(of container: String) {
    guard isFollowed(container) else { return }
    environment.ends.note(container)
    environment.logFiles.wake(container: container)
  }

  private func isFollowed(_ container: String) -> Bool {
    streams.contains { activities[OutputID(container: container, stream: $0)] != nil }
  }

  private mutating func update(to containers: [ContainerSummary]) -> [ContainerFollower] {
    // Events from before a list may have been missed, also that one of these was started.
    created = []
    let running = Set(containers.lazy.filter(\.isRunning).map(\.id))
    for (output, activity) in activities where !running.contains(output.container) {
      if case .following = activity { noteEnd(of: output.container) }
    }
    let known = Set(containers.map(\.id))
    // A list is as old as its answer: a container that it lacks may have come since.
    let missing = Set(activities.keys.map(\.container)).subtracting(known)
    for output in activities.keys
    where missing.contains(output.container) && missed.contains(output.container) {
      retire(output)
    }
    missed = missing
    missUnlisted(known)
    dropExcessPositions(known)
    let followers = adopt(containers)
    if beginning != .beginning {
      beginning = .beginning
      remember(
        followers.map { .position($0.output, $0.position) } + [.beginning(.beginning)]
      )
    }
    if !positions.values.contains(where: { $0.beginning == .existing && isOurs($0) }) {
      existing = nil
    }
    return followers
  }

  /// Whether a position may be of this engine: not where both have an id, and another one.
  private func isOurs(_ position: OutputPosition) -> Bool {
    engine.isEmpty || position.engine.isEmpty || position.engine == engine
  }

  /// Sees to containers that were known and are not in the engine's list, and of which it has not said that they were
  /// removed. Their places are kept, so that nothing is repeated should they come back.
  ///
  /// An engine whose data is on a disk that is not mounted yet answers with an empty list under the same id, and so does
  /// a clone of its machine: a list without anything that is known is believed when it comes twice, and then as a doubt.
  ///
  /// - Parameter listed: the ids of the list.
  private mutating func missUnlisted(_ listed: Set<String>) {
    let absent = positions.filter { isOurs($0.value) && !listed.contains($0.key.container) }
    let knowsAny = listed.contains { id in
      streams.contains { stream in
        let output = OutputID(container: id, stream: stream)
        return activities[output] != nil || positions[output].map(isOurs) == true
      }
    }
    let wasDubious = isListDubious
    isListDubious = !absent.isEmpty && !knowsAny
    let unfinished = absent.filter { !$0.value.isFinished }
    if isListDubious, !wasDubious {
      let count = Set(absent.keys.map(\.container)).count
      let text =
        "the engine lists no container that was known (\(count) missing): their places are kept, and they are read on"
        + " from there if they come back; is its data on a disk that isn't mounted, or is it another engine?"
      environment.logger.log(level: unfinished.isEmpty ? .info : .warning, "\(text)")
      return
    }
    for (output, position) in unfinished {
      let cause: GapCause = wasDubious ? .unlisted : .removedBeforeRead
      leave(output, position, cause: cause)
      keep(output, position, told: cause)
    }
  }

  /// Keeps the place of a container that the engine doesn't list, and for which all is accounted.
  ///
  /// - Parameter told: why something may be missing behind its last line, as it was just told.
  private mutating func keep(_ output: OutputID, _ position: OutputPosition, told: GapCause? = nil) {
    var position = position
    position.isFinished = true
    if let told, position.reportedGap?.isDoubt ?? true { position.reportedGap = told }
    positions[output] = position
    remember([.position(output, position)])
    forgotten.remove(output.container)
  }

  /// Whoever points a collector at ever new engines, or removes containers while it is down, must not fill memory.
  private mutating func dropExcessPositions(_ listed: Set<String>) {
    let absent = positions.filter { !listed.contains($0.key.container) }
    let ours = absent.filter { isOurs($0.value) }.sorted { Self.isOlder($0.value, $1.value) }.map(\.key)
    let foreign = absent.filter { !isOurs($0.value) }.keys
    let dropped =
      ours.prefix(max(0, ours.count - CollectorState.absentPositionLimit))
      + foreign.prefix(max(0, foreign.count - CollectorState.foreignPositionLimit))
    guard !dropped.isEmpty else { return }
    for output in dropped { positions[output] = nil }
    remember(dropped.map(StateChange.forget))
  }

  /// Whether the last line of one is older than that of the other.
  private static func isOlder(_ one: OutputPosition, _ other: OutputPosition) -> Bool {
    switch (one.cursor?.timestamp, other.cursor?.timestamp) {
    case (nil, nil), (.some, nil): false
    case (nil, .some): true
    case (let one?, let other?): one < other
    }
  }

  /// A container of the time before is gone.
  ///
  /// - Parameter cause: why something may be missing, where it was not read to its end.
  private mutating func leave(
    _ output: OutputID,
    _ position: OutputPosition,
    cause: GapCause = .removedBeforeRead
  ) {
    positions[output] = nil
    var batch = SourceBatch(output: output, containerName: position.name)
    // Gaps that touch are one.
    if !position.isFinished, position.reportedGap.map({ $0.isDoubt && !cause.isDoubt }) ?? true {
      batch.add(
        Gap(
          output: output,
          containerName: position.name,
          cause: cause,
          after: position.cursor?.timestamp,
          before: nil
        )
      )
      environment.faults.warn(
        "removed containers",
        "\(cause.word) \(position.name) \(output.stream.rawValue): \(cause.explanation)"
      )
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

  /// Has the time of an event remembered, from which on they are asked for after the next start.
  private mutating func remember(event time: EngineTimestamp) {
    guard time.isCredible else { return }
    lastEvent = max(lastEvent ?? time, time)
    remember([.event(time)])
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
        let known = positions.removeValue(forKey: output)
        let place = known?.cursor == nil ? "" : ", from where it was left"
        environment.logger.info("collecting \(member.name) \(stream.rawValue)\(place)")
        activities[output] = .following(startedAgain: false)
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
          hasDoubt: doubted.contains(output) || known?.reportedGap?.isDoubt == true,
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
      if environment.ends.isRemoved(follower.output.container) {
        forget(follower.output)
      } else {
        retire(follower.output)
      }
    case .cancelled:
      break
    }
    return []
  }

  /// The engine no longer knows a container, and has not said that it was removed.
  private mutating func retire(_ output: OutputID) {
    guard case .resting(let follower) = activities[output] else { return }
    forget(output)
    guard !follower.isFinished else { return keep(output, follower.position) }
    // What it may still have had is told with the others that are not listed.
    positions[output] = follower.position
    forgotten.remove(output.container)
    remember([.position(output, follower.position)])
  }

  /// A running follower is told by the engine that its container is gone, when it has read what there is.
  private mutating func forget(_ output: OutputID) {
    guard case .resting(let follower) = activities[output] else { return }
    environment.logger.info("\(follower.member.name) is gone")
    activities[output] = nil
    if !isFollowed(output.container) {
      environment.names[output.container] = nil
      environment.ends.forget(output.container)
    }
    environment.sources.forget(output)
    environment.faults.forget(follower.subject)
    var batch = SourceBatch(output: output, containerName: "")
    batch.changes = [.forget(output)]
    environment.channel.send(batch, reserved: 0)
    note(forgotten: output.container)
  }

  private func add(deckies: some Sequence<String>) {
    let bounded = deckies.lazy.filter { $0.utf8.count <= FleetMember.longestName }
    remember(environment.decisions.add(deckies: bounded).map(StateChange.decky))
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
