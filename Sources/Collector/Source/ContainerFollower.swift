import Basics
import DecoyEvents
import DockerEngine
import Logging

/// Follows one output of one container from a cursor to its end. A restarted container continues from there.
struct ContainerFollower: Sendable {
  /// What ended a follower.
  enum End: Sendable {
    /// Everything was read, and the container doesn't run.
    case finished
    /// The engine no longer knows the container.
    case gone
    /// The container's log can't be read at all.
    case unreadable
    /// Collection is ending.
    case cancelled
  }

  /// How long an engine may refuse a log before that counts as a gap.
  private static let refusalPatience = Duration.seconds(5)

  private var delivery: OutputDelivery
  /// `nil` until it is chosen.
  private var source: (any LogSource)?
  /// Whether the log was read to its end while the container did not run.
  private var isReadToEnd = false
  /// Whether the engine has known the container.
  private var wasInspected = false
  /// Whether the container is known to have been started.
  private var hasStarted = false
  /// Since when the engine has refused the log.
  private var refusedSince: ContinuousClock.Instant?
  /// The engine's restarts and doubts that are accounted for.
  private var breaksSeen = EngineAvailability.Breaks()
  /// When the container was last started, according to the engine.
  private var startedAt: EngineTimestamp?
  /// The last line before the last such break.
  private var brokenAfter: LogCursor?

  private var environment: CollectorEnvironment { delivery.environment }
  private var id: String { delivery.output.container }

  init(_ delivery: OutputDelivery) { self.delivery = delivery }

  var member: FleetMember { delivery.member }
  var output: OutputID { delivery.output }
  var position: OutputPosition { delivery.position }
  var isFinished: Bool { delivery.isFinished }
  var subject: String { delivery.subject }

  /// Reads until the container has ended and everything is read. Traced as one stream.
  mutating func run() async -> End {
    guard let tracing = environment.tracing else { return await follow() }
    let trace = tracing.startStream(output, name: member.name)
    defer { trace.end() }
    delivery.setTracer(trace.tracer)
    return await follow()
  }

  private mutating func follow() async -> End {
    // The engine calls a container that waits for its restart running, but ends its streams at once.
    var idlePause = RetryPause(from: .milliseconds(50), to: .seconds(2))
    var faultPause = RetryPause(from: .milliseconds(250), to: .seconds(30))
    breaksSeen = environment.availability.breaks
    while !Task.isCancelled {
      let before = delivery.cursor
      let ends = environment.ends[id]
      do {
        guard let details = try await inspect() else { return try await leave() }
        try await noteBreak(details)
        delivery.isFinished = delivery.isFinished && !details.isRunning
        isReadToEnd = false
        hasStarted = hasStarted || details.isRunning || details.startedAt != nil
        guard hasStarted else {
          // It has no log yet. Its start wakes the follower, which then skips nothing.
          delivery.beginAtStart()
          return try await finish()
        }
        if delivery.position.beginning == .now {
          try await delivery.begin(after: try await EngineLog(of: delivery, details).end())
        }
        try await read(details, ends: ends)
        environment.faults.forget(subject)
        faultPause.reset()
        refusedSince = nil
        // Is there more to come?
        guard let now = try await environment.client.container(id) else { return try await leave() }
        noteStart(now)
        if !now.isRunning {
          // The engine may have ended with it, which shows once its events come again.
          await environment.availability.waitUntilWatched()
          try await noteBreak(now)
          repeat {
            try await source?.readRest(now, to: &delivery)
          } while try await source?.readBehindDamage(now, to: &delivery) == true
          return try await finish()
        }
        if delivery.cursor == before { _ = try await source?.readBehindDamage(now, to: &delivery) }
        if delivery.cursor != before { idlePause.reset() }
        await idlePause.wait()
      } catch let error as EngineError {
        if delivery.cursor != before {
          faultPause.reset()
          refusedSince = nil
        }
        if let end = await recover(from: error, &faultPause) { return end }
      } catch is CursorMissed {
        await idlePause.wait()
      } catch let error as LogFile.Unreadable {
        if let end = await recover(from: error, &faultPause) { return end }
      } catch {
        return .cancelled
      }
    }
    return .cancelled
  }

  /// Reads with the source that fits the container, chosen once for each start.
  private mutating func read(_ details: ContainerDetails, ends: Int) async throws {
    if source == nil { use(try environment.settings.source.source(for: details)) }
    environment.sources.note(
      output,
      name: member.name,
      isRunning: details.isRunning,
      readPath: source?.readPath
    )
    if let existing = delivery.existing { try await source?.begin(behind: existing, details, to: &delivery) }
    try await source?.read(ReadTurn(details: details, ends: ends, breaks: breaksSeen), to: &delivery)
    if source?.reachesEnd == true { isReadToEnd = !details.isRunning }
  }

  private mutating func use(_ source: any LogSource) {
    self.source = source
    switch source.readPath {
    case .files(let path): environment.logger.info("\(delivery.name): reading \(path)")
    case .api(let why): environment.logger.info("\(delivery.name): reading through the engine's API: \(why)")
    }
  }

  /// Handles the end of a log that was read completely.
  private mutating func finish() async throws -> End {
    delivery.isFinished = true
    try await delivery.sendLast()
    environment.sources.noteEnd(output)
    return .finished
  }

  /// Handles the container's removal: delivers what had come of its last line.
  private mutating func leave() async throws -> End {
    if try await source?.drain(to: &delivery) == true || isReadToEnd { delivery.isFinished = true }
    try await delivery.sendLast()
    if !delivery.isFinished {
      let isRemoved = await environment.ends.awaitRemoval(of: id)
      try Task.checkCancellation()
      // If an answer broke off, nobody knows whether it had reached the log's end.
      let mayBeComplete = source?.mayBeComplete == true || delivery.cursor != nil
      delivery.addGap(!isRemoved ? .unlisted : mayBeComplete ? .removedUnconfirmed : .removedBeforeRead)
      delivery.isFinished = true
    }
    try await delivery.sendLast()
    return .gone
  }

  // MARK: - Faults

  private mutating func recover(from error: EngineError, _ pause: inout RetryPause) async -> End? {
    switch error.code {
    case .notFound: return (try? await leave()) ?? .cancelled
    case .cancelled: return .cancelled
    case .status(501): return giveUp(error.message)
    case .status(409):
      // It is being removed.
      if isRefusedForLong() { environment.faults.report(subject, "\(subject): \(error)") }
    case .connectionLost, .unavailable, .timedOut:
      // If the engine itself is away, its watch logs that.
      if environment.availability.isUp {
        environment.faults.report(subject, "\(subject): \(error)", level: .debug)
      }
    default:
      environment.faults.report(subject, "\(subject): \(error)")
      _ = isRefusedForLong()
    }
    await pause.wait()
    if !environment.availability.isUp {
      await environment.availability.waitUntilUp()
      pause.reset()
    }
    return nil
  }

  /// Notes that the engine refuses the log while it is up. Returns whether it has for long, which is a gap.
  private mutating func isRefusedForLong() -> Bool {
    guard environment.availability.isUp else { return false }
    let now = ContinuousClock.now
    let since = refusedSince ?? now
    refusedSince = since
    guard now - since >= Self.refusalPatience else { return false }
    noteUnreadable()
    return true
  }

  /// Handles files that can't be read, or no longer.
  private mutating func recover(from error: LogFile.Unreadable, _ pause: inout RetryPause) async -> End? {
    source?.close()
    delivery.accountForGaps()
    do {
      // The container may be gone, and its files with it.
      guard let details = try await environment.client.container(id) else { return try await leave() }
      noteStart(details)
      // Files are removed before their container.
      if isReadToEnd, !details.isRunning { return try await finish() }
    } catch {
      await pause.wait()
      return nil
    }
    if error.isShortage {
      // Other followers close files as they finish.
      environment.faults.report(subject, "\(subject): \(error); waiting until fewer files are open")
      await pause.wait()
      return nil
    }
    guard environment.settings.source == .files else {
      use(EngineSource(why: "\(error)"))
      return nil
    }
    return giveUp("\(error)")
  }

  private mutating func giveUp(_ reason: String) -> End {
    environment.faults.report(subject, "\(subject) can't be collected: \(reason)", level: .error)
    noteUnreadable()
    return .unreadable
  }

  /// Records that nobody reads what the container prints, if it was ever started.
  private mutating func noteUnreadable() {
    guard hasStarted else { return }
    delivery.addGap(.unreadable, isLogged: true)
    delivery.accountForGaps()
  }

  // MARK: - The container and its engine

  /// The engine's answer about the container; `nil` if unknown.
  ///
  /// A list or event can come a moment before the engine finds the container (Moby 20.10), so one that was never
  /// inspected or reported as removed is requested once more.
  private mutating func inspect() async throws -> ContainerDetails? {
    var details = try await environment.client.container(id)
    if details == nil, !wasInspected, await !environment.ends.awaitRemoval(of: id) {
      details = try await environment.client.container(id)
    }
    if details != nil { wasInspected = true }
    return details
  }

  /// Notes another start: if the container is gone before it is read, that is a gap.
  mutating func noteStart() {
    delivery.isFinished = false
    isReadToEnd = false
    hasStarted = true
    source?.noteStart()
    // Before its first start a container has no file.
    if case .api = source?.readPath { source = nil }
  }

  /// Notes another start according to the engine: what was read to its end is no longer everything.
  private mutating func noteStart(_ details: ContainerDetails) {
    guard details.startedAt != startedAt else { return }
    startedAt = details.startedAt
    isReadToEnd = false
    source?.noteStart()
  }

  /// Records a gap or doubt if the engine may have restarted and lost output it had not written.
  private mutating func noteBreak(_ details: ContainerDetails) async throws {
    let runsOn = details.isRunning && details.startedAt != nil && details.startedAt == startedAt
    noteStart(details)
    let breaks = environment.availability.breaks
    guard breaks != breaksSeen else { return }
    let isCertain = breaks.restarts != breaksSeen.restarts
    breaksSeen = breaks
    guard let cursor = delivery.cursor, !delivery.isFinished else { return }
    if !isCertain {
      // An engine that stops its containers with it was not restarted if they weren't.
      if runsOn, environment.availability.keepsContainers == false { return }
      // Adjacent breaks are one, and a doubt adds nothing to a gap.
      guard brokenAfter != cursor else { return }
    }
    brokenAfter = cursor
    delivery.addGap(isCertain ? .engineRestarted : .connectionLost)
    delivery.openLine = nil
    try await delivery.sendLast()
  }
}
