import DecoyEvents
import DockerEngine
import Logging

/// Which containers are followed, and which wait for their next start.
///
/// A value without tasks: it takes messages and returns the followers to start.
struct Fleet {
  private enum Activity {
    /// Its follower runs; `startedAgain` if the container was started since.
    case following(startedAgain: Bool)
    /// Its follower has reached the container's end and can continue from there.
    case resting(ContainerFollower)
  }

  /// The most container ids in ``created`` and in ``forgotten``.
  static let idLimit = 10_000

  private let environment: CollectorEnvironment
  private let rules: FleetRules
  private var stateFile: StateFile
  private var activities: [OutputID: Activity] = [:]
  private var positions: FleetPositions
  private var files: FleetFiles
  /// Outputs with doubts from before this start.
  private let doubted: Set<OutputID>
  /// Where to begin with containers of the first list.
  private var beginning: Beginning
  /// Another collector's log, while containers may continue after it.
  private var existing: ExistingLog?
  /// Forgotten containers, for which later events report no gaps.
  private var forgotten: Set<String> = []
  /// Containers created since the last list and not started: they have no output.
  private var created: Set<String> = []
  private var missed: Set<String> = []
  /// The last event; before the first, when the engine listed its containers.
  private var lastEvent: EngineTimestamp?
  /// The engine's last list, for when the state file changes.
  private var lastList: [ContainerSummary] = []

  init(environment: CollectorEnvironment, recovered: CollectorState, existing: ExistingLog? = nil) {
    self.environment = environment
    positions = FleetPositions(recovered.positions)
    doubted = recovered.doubted
    beginning = recovered.beginning
    lastEvent = recovered.lastEvent
    self.existing = existing
    rules = FleetRules(selectors: environment.settings.selectors, sources: environment.settings.sources)
    files = FleetFiles(environment: environment)
    stateFile = StateFile(path: environment.settings.stateFile)
  }

  /// Returns the followers to start.
  mutating func handle(_ message: FleetMessage) -> [ContainerFollower] {
    switch message {
    case .listed(let containers, let engine):
      if let engine {
        if positions.engine != engine.id { forgotten = [] }
        positions.engine = engine.id
      }
      environment.sources.noteList()
      environment.mounts.note(containers)
      // Only the first list stands for the events before it. Later ones lack containers that came and went, whose
      // events may be on their way.
      if lastEvent == nil, let time = engine?.systemTime { remember(event: time) }
      lastList = containers
      refreshStateFile()
      return update(to: containers)
    case .stateFileTick:
      // The list may be old, so it is only used for containers that are new by the file.
      return refreshStateFile() ? adopt(lastList.filter { environment.names[$0.id] == nil }) : []
    case .event(let event):
      defer { remember(event: event.time) }
      return handle(event)
    case .ended(let follower, let end): return handle(end, of: follower)
    case .filesEnded(let follower, let end):
      files.handle(end, of: follower)
      forgetIfUnfollowed(follower.member.id)
      return []
    }
  }

  /// The followers of files to start after the last message.
  mutating func takeFileFollowers() -> [ContainerFilesFollower] { files.take() }

  private mutating func handle(_ event: EngineEvent) -> [ContainerFollower] {
    let id = event.containerID
    switch event.action {
    case "create": created.insert(id, limit: Self.idLimit)
    case "start", "rename":
      let hasStarted = event.action == "start"
      if hasStarted { created.remove(id) }
      if let name = event.attributes["name"], environment.names[id] != nil {
        environment.names[id] = FleetMember.bounded(name)
      }
      if member(of: event) == nil { refreshStateFile() }
      guard let member = member(of: event) else { return [] }
      if hasStarted { noteStart(of: id) }
      return follow(member, hasStarted: hasStarted)
    case "die", "died":
      created.remove(id)
      noteEnd(of: id)
    case "destroy", "remove":
      noteEnd(of: id)
      if isFollowed(id) { environment.ends.noteRemoval(id) }
      if created.remove(id) == nil {
        missUnread(event)
      } else {
        // The event may be repeated, and a late list may still have the container.
        forgotten.insert(id, limit: Self.idLimit)
      }
      files.remove(id)
      for output in outputs(of: id) {
        if let position = positions[output] { leave(output, position) }
        forget(output)
      }
      lastList.removeAll { $0.id == id }
    default: break
    }
    return []
  }

  /// All streams that a container may have.
  private func outputs(of container: String) -> [OutputID] {
    LogRequest.Stream.allCases.map { OutputID(container: container, stream: $0) }
  }

  /// The streams that are collected of a container.
  private func outputs(of member: FleetMember) -> [OutputID] {
    let hasStandardError =
      environment.settings.collectsStandardError
      || environment.settings.sources.readsStandardError(of: member)
    return outputs(of: member.id).filter { hasStandardError || $0.stream == .stdout }
  }

  private func isFollowed(_ container: String) -> Bool {
    outputs(of: container).contains { activities[$0] != nil } || files.isFollowed(container)
  }

  private func forgetIfUnfollowed(_ container: String) {
    guard !isFollowed(container) else { return }
    environment.names[container] = nil
    environment.ends.forget(container)
  }

  /// A container that was read to its end was started again.
  private mutating func noteStart(of container: String) {
    for output in outputs(of: container) {
      guard case .resting(var follower) = activities[output] else { continue }
      follower.noteStart()
      activities[output] = .resting(follower)
    }
  }

  /// Makes the container's followers check whether it still runs.
  private func noteEnd(of container: String) {
    guard isFollowed(container) else { return }
    environment.ends.note(container)
    environment.logFiles.wake(container: container)
  }

  // MARK: - Lists

  private mutating func update(to containers: [ContainerSummary]) -> [ContainerFollower] {
    // Events from before a list may have been missed, including starts of these.
    created = []
    let running = Set(containers.lazy.filter(\.isRunning).map(\.id))
    for (output, activity) in activities where !running.contains(output.container) {
      if case .following = activity { noteEnd(of: output.container) }
    }
    for container in files.containers.subtracting(running) { noteEnd(of: container) }
    let known = Set(containers.map(\.id))
    // A container may have come since the engine made the list, so it takes two lists that lack it.
    let missing = Set(activities.keys.map(\.container)).union(files.containers).subtracting(known)
    for output in activities.keys
    where missing.contains(output.container) && missed.contains(output.container) {
      retire(output)
    }
    for container in missing.intersection(missed) {
      files.remove(container)
      forgetIfUnfollowed(container)
    }
    missed = missing
    missUnlisted(known)
    remember(positions.dropExcess(listed: known).map(StateChange.forget))
    let followers = adopt(containers)
    if beginning != .beginning {
      beginning = .beginning
      remember(followers.map { .position($0.output, $0.position) } + [.beginning(.beginning)])
    }
    if !positions.hasExisting { existing = nil }
    return followers
  }

  /// Records gaps for known containers that a list lacks. Their positions are kept in case they come back.
  private mutating func missUnlisted(_ listed: Set<String>) {
    let hasKnown = listed.contains { id in
      outputs(of: id).contains { activities[$0] != nil || positions.hasOurs($0) }
    }
    switch positions.absence(from: listed, hasKnown: hasKnown) {
    case .dubious(let count, let isAllRead):
      let text =
        "the engine lists no container that was known (\(count) missing): their positions are kept in case they come"
        + " back; is its data on a disk that isn't mounted, or is it another engine?"
      environment.logger.log(level: isAllRead ? .info : .warning, "\(text)")
    case .unread(let unread, let cause):
      files.settle(cause) { !listed.contains($0) && !positions.isForeign($0) }
      for (output, position) in unread {
        leave(output, position, cause: cause)
        keep(output, position, reported: cause)
      }
    }
  }

  private mutating func adopt(_ containers: [ContainerSummary]) -> [ContainerFollower] {
    // A container that was removed after the engine made the list does not come back.
    containers.filter { !forgotten.contains($0.id) }.flatMap { container in
      member(id: container.id, names: container.names, image: container.image, labels: container.labels)
        .map { follow($0, hasStarted: container.isRunning, isNew: container.isNew) } ?? []
    }
  }

  // MARK: - Followers

  /// Starts new followers, and resting ones if the container has started. A new container is read from its beginning.
  private mutating func follow(
    _ member: FleetMember,
    hasStarted: Bool,
    isNew: Bool = false
  ) -> [ContainerFollower] {
    environment.names[member.id] = member.name
    if let decky = member.decky { add(deckies: [decky]) }
    files.follow(member, hasStarted: hasStarted, beginsAtEnd: !isNew && beginning == .now)
    return outputs(of: member).compactMap { output in
      switch activities[output] {
      case nil:
        let known = positions[output]
        positions[output] = nil
        let place = known?.cursor == nil ? "" : " from where it left off"
        environment.logger.info("collecting \(member.name) \(output.name)\(place)")
        activities[output] = .following(startedAgain: false)
        let beginning = isNew ? .beginning : beginning
        var position = known ?? OutputPosition(engine: "", name: member.name, beginning: beginning)
        position.engine = positions.engine
        if position.beginning == .existing, existing == nil { position.beginning = .beginning }
        // If it is removed before its first line is committed, that is noticed.
        remember([.position(output, position)])
        let delivery = OutputDelivery(
          member,
          stream: output.stream,
          position: position,
          hasDoubt: doubted.contains(output) || known?.reportedGap?.isDoubt == true,
          existing: position.beginning == .existing ? existing : nil,
          environment: environment
        )
        return ContainerFollower(delivery)
      case .following:
        // A list doesn't say when a container was started; the follower checks before it ends.
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
    let output = follower.output
    switch end {
    case .finished where startedAgain:
      activities[output] = .following(startedAgain: false)
      return [follower]
    case .finished, .unreadable: activities[output] = .resting(follower)
    case .gone:
      activities[output] = .resting(follower)
      if environment.ends.isRemoved(output.container) { forget(output) } else { retire(output) }
    case .cancelled: break
    }
    return []
  }

  // MARK: - Containers that are gone

  /// Keeps the position of an unlisted container, whose gap, if any, was just `reported`.
  private mutating func keep(_ output: OutputID, _ position: OutputPosition, reported: GapCause? = nil) {
    var position = position
    position.isFinished = true
    if let reported, position.reportedGap?.isDoubt ?? true { position.reportedGap = reported }
    positions[output] = position
    remember([.position(output, position)])
    forgotten.remove(output.container)
  }

  /// Records a gap for an output without a follower whose container is gone, unless it was read to the end.
  private mutating func leave(
    _ output: OutputID,
    _ position: OutputPosition,
    cause: GapCause = .removedBeforeRead
  ) {
    positions[output] = nil
    var batch = SourceBatch(output: output, containerName: position.name)
    // Adjacent gaps are one.
    if !position.isFinished, position.reportedGap.map({ $0.isDoubt && !cause.isDoubt }) ?? true {
      let after = position.cursor?.timestamp
      batch.add(Gap(output: output, containerName: position.name, cause: cause, after: after))
      environment.faults.warn(
        "removed containers",
        "\(cause.word) \(position.name) \(output.name): \(cause.explanation)"
      )
    }
    batch.changes = [.forget(output)]
    environment.channel.send(batch, reserved: 0)
    forgotten.insert(output.container, limit: Self.idLimit)
  }

  /// Records gaps for a container of the fleet that came and went unread.
  private mutating func missUnread(_ event: EngineEvent) {
    guard !forgotten.contains(event.containerID), let member = member(of: event) else { return }
    for output in outputs(of: member) where activities[output] == nil && positions[output] == nil {
      leave(output, OutputPosition(engine: positions.engine, name: member.name))
    }
  }

  /// Handles a container that the engine no longer knows, without an event of its removal.
  private mutating func retire(_ output: OutputID) {
    guard case .resting(let follower) = activities[output] else { return }
    forget(output)
    guard !follower.isFinished else { return keep(output, follower.position) }
    // What it may still have had is reported with the others that are not listed.
    positions[output] = follower.position
    forgotten.remove(output.container)
    remember([.position(output, follower.position)])
  }

  /// Forgets an output with a resting follower. A running one first reads what is left.
  private mutating func forget(_ output: OutputID) {
    guard case .resting(let follower) = activities[output] else { return }
    environment.logger.info("\(follower.member.name) is gone")
    activities[output] = nil
    forgetIfUnfollowed(output.container)
    environment.sources.forget(output)
    environment.faults.forget(follower.subject)
    remember([.forget(output)], of: output)
    forgotten.insert(output.container, limit: Self.idLimit)
  }

  // MARK: - What is remembered

  /// Commits the time of an event, from which the next start asks for events.
  private mutating func remember(event time: EngineTimestamp) {
    guard time.isCredible else { return }
    lastEvent = max(lastEvent ?? time, time)
    remember([.event(time)])
  }

  private func remember(
    _ changes: [StateChange],
    of output: OutputID = OutputID(container: "", stream: .stdout)
  ) {
    guard !changes.isEmpty else { return }
    var batch = SourceBatch(output: output, containerName: "")
    batch.changes = changes
    environment.channel.send(batch, reserved: 0)
  }

  private func add(deckies: some Sequence<String>) {
    let bounded = deckies.lazy.filter { $0.utf8.count <= FleetMember.longestName }
    remember(environment.decisions.add(deckies: bounded).map(StateChange.decky))
  }

  // MARK: - Membership

  private func member(of event: EngineEvent) -> FleetMember? {
    // An event has these two beside the container's labels.
    let labels = event.attributes.filter { $0.key != "name" && $0.key != "image" }
    let names = event.attributes["name"].map { [$0] } ?? []
    let image = event.attributes["image"] ?? ""
    return member(id: event.containerID, names: names, image: image, labels: labels)
  }

  private func member(
    id: String,
    names: [String],
    image: String,
    labels: [String: String]
  ) -> FleetMember? {
    rules.member(id: id, names: names, image: image, labels: labels, stateNames: stateFile.containers)
  }

  /// - Returns: whether the names have changed.
  @discardableResult
  private mutating func refreshStateFile() -> Bool {
    switch stateFile.refresh() {
    case .unchanged: return false
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

extension Set {
  /// Inserts an element; a full set is emptied first.
  fileprivate mutating func insert(_ element: Element, limit: Int) {
    if count >= limit { removeAll() }
    insert(element)
  }
}
