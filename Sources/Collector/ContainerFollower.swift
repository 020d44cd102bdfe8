import DecoyEvents
import DockerEngine
import Logging
import Basics

/// Reads one output of one container, from a cursor to the output's end.
///
/// Its state lives as long as the container is known: a container that is started again is followed again from
/// where it was left.
struct ContainerFollower: Sendable {
  /// What ended a follower.
  enum End: Sendable {
    /// Everything was read, and the container is not running.
    case finished
    /// The engine no longer knows the container.
    case gone
    /// The container's logs can't be read at all.
    case unreadable
    /// Collection is ending.
    case cancelled
  }

  var member: FleetMember
  let output: OutputID
  let environment: CollectorEnvironment
  /// How far the output has been handed on.
  var cursor: LogCursor?
  /// Whether all that the container has ever written was handed on, and it does not run.
  private(set) var isFinished = false
  /// Whether reading begins behind all that is there when it begins.
  private var beginsAtEnd: Bool
  /// What another collector has written, where reading begins behind it and that place is still to be found.
  var existing: ExistingLog?
  /// Whether ``cursor`` has moved without a line that was handed on.
  var isMoved = false
  /// The id of the engine that has the container.
  let engine: String
  /// What ``isFinished`` was when a batch was handed on last.
  var wasFinished = false
  var processor: LineProcessor
  var timestamps = EngineTimestampFormatter()
  var lastLine = LastLine()
  /// A line whose end had not come when its stream ended.
  var openLine: StampedLineAssembler?
  /// What is missing before the next line.
  var pendingGaps: [Gap] = []
  /// How many messages of a tail brought all that was new the last time, and some more.
  var usualTail = CursorLocation.firstTail
  /// The log's files, where they are what is read.
  var files: LogFileReader?
  /// Where in the files the last line stands.
  var place: LogFilePlace?
  /// How its log is read, and why not from its files; `nil` before that is known.
  var road: LogRoad?
  /// How often the container may have ended before it was looked at last.
  var endsSeen = 0
  private(set) var breaksSeen = EngineAvailability.Breaks()
  /// When the container had been started, as it was said last.
  private var startedAt: EngineTimestamp?
  /// The last line before the last break that was told.
  private var brokenAfter: LogCursor?

  /// - Parameters:
  ///   - position: how far the output had been read before.
  ///   - existing: what another collector has written, where reading begins behind it.
  init(
    _ member: FleetMember,
    stream: LogRequest.Stream,
    position: OutputPosition,
    existing: ExistingLog? = nil,
    environment: CollectorEnvironment
  ) {
    self.member = member
    self.environment = environment
    output = OutputID(container: member.id, stream: stream)
    engine = position.engine
    cursor = position.cursor
    isFinished = position.isFinished
    wasFinished = position.isFinished
    beginsAtEnd = position.beginning == .now
    self.existing = existing
    place = position.place
    processor = LineProcessor(origin: member.origin, filter: environment.settings.filter)
  }

  /// How far the output has been read.
  var position: OutputPosition {
    OutputPosition(
      engine: engine,
      name: member.name,
      cursor: cursor,
      isFinished: isFinished,
      place: place,
      beginning: beginsAtEnd ? .now : existing == nil ? .beginning : .existing
    )
  }

  var subject: String { "\(member.name) \(output.stream.rawValue) (\(member.id.prefix(12)))" }

  /// Reads until the container has ended and all is read, as one stream of a trace where those are wanted.
  mutating func run() async -> End {
    guard let tracing = environment.tracing else { return await follow() }
    let trace = tracing.startStream(output, name: member.name)
    defer { trace.end() }
    processor.tracer = trace.tracer
    return await follow()
  }

  private mutating func follow() async -> End {
    // An engine keeps a container that waits to be restarted as running, and ends its streams at once.
    var idlePause = RetryPause(from: .milliseconds(50), to: .seconds(2))
    var faultPause = RetryPause(from: .milliseconds(250), to: .seconds(30))
    breaksSeen = environment.availability.breaks
    while !Task.isCancelled {
      let before = cursor
      endsSeen = environment.ends[member.id]
      do {
        guard let details = try await environment.client.container(member.id) else {
          return try await leave()
        }
        try await noteBreak(details)
        isFinished = isFinished && !details.isRunning
        if beginsAtEnd { try await skipToEnd(details) }
        try chooseRoad(details)
        environment.sources.note(output, name: member.name, isRunning: details.isRunning, road: road)
        if let existing, case .api = road { try await begin(behind: existing, details) }
        try await read(details)
        environment.faults.forget(subject)
        faultPause.reset()
        // Whatever was written until now is read; is there more to come?
        guard let now = try await environment.client.container(member.id) else { return try await leave() }
        if !now.isRunning {
          try await readToEnd(now)
          environment.sources.noteEnd(output)
          return .finished
        }
        if cursor != before { idlePause.reset() }
        await idlePause.wait()
      } catch let error as EngineError {
        if cursor != before { faultPause.reset() }
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

  private mutating func recover(from error: EngineError, _ pause: inout RetryPause) async -> End? {
    switch error.code {
    case .notFound:
      return (try? await leave()) ?? .cancelled
    case .cancelled:
      return .cancelled
    case .status(501):
      environment.faults.report(subject, "\(subject) can't be collected: \(error.message)", level: .error)
      return .unreadable
    case .status(409):
      // It is being removed, and is gone in a moment.
      break
    case .connectionLost, .unavailable, .timedOut:
      // Where it is the engine that is away, its watch says so, and says when it is back.
      if environment.availability.isUp {
        environment.faults.report(subject, "\(subject): \(error)", level: .debug)
      }
    default:
      environment.faults.report(subject, "\(subject): \(error)")
    }
    await pause.wait()
    if !environment.availability.isUp {
      await environment.availability.waitUntilUp()
      pause.reset()
    }
    return nil
  }

  /// The files can't be read, or no longer.
  private mutating func recover(from error: LogFile.Unreadable, _ pause: inout RetryPause) async -> End? {
    files = nil
    do {
      // Their container may be gone, and they with it.
      guard try await environment.client.container(member.id) != nil else { return try await leave() }
    } catch {
      await pause.wait()
      return nil
    }
    guard environment.settings.source == .files else {
      road = .api(why: "\(error)")
      sayRoad()
      return nil
    }
    environment.faults.report(subject, "\(subject) can't be collected: \(error)", level: .error)
    return .unreadable
  }

  /// The container was started again: should it be gone before it is read, it is missed.
  mutating func noteStart() {
    isFinished = false
    // Before its first start a container has no file.
    if case .api = road { road = nil }
  }

  // MARK: - What is missing

  /// An engine that has ended without a word may not have written all that it had of the container's output.
  private mutating func noteBreak(_ details: ContainerDetails) async throws {
    let runsOn = details.isRunning && details.startedAt != nil && details.startedAt == startedAt
    startedAt = details.startedAt
    let breaks = environment.availability.breaks
    guard breaks != breaksSeen else { return }
    let isCertain = breaks.restarts != breaksSeen.restarts
    breaksSeen = breaks
    guard let cursor, !isFinished else { return }
    if !isCertain {
      // An engine that takes its containers along was not restarted while they weren't.
      if runsOn, environment.availability.keepsContainers == false { return }
      // What touches is one, and a doubt adds nothing to a gap.
      guard brokenAfter != cursor else { return }
    }
    brokenAfter = cursor
    addGap(isCertain ? .engineRestarted : .connectionLost)
    openLine = nil
    try await sendLast()
  }

  mutating func addGap(_ cause: GapCause) {
    pendingGaps.append(
      Gap(output: output, containerName: member.name, cause: cause, after: cursor?.timestamp, before: nil)
    )
    environment.logger.warning("\(cause.word) \(subject): \(cause.explanation)")
  }

  /// The container is gone: hands on what had come of its last line.
  private mutating func leave() async throws -> End {
    if files != nil {
      try await drainFiles(isLast: true)
      // Where the engine rotates, a file may have come and gone that was never seen.
      if files?.mayRotate == false { isFinished = true }
      files = nil
    }
    if !isFinished {
      let isRemoved = await environment.ends.awaitRemoval(of: member.id)
      try Task.checkCancellation()
      addGap(isRemoved ? .removedBeforeRead : .unlisted)
      isFinished = true
    }
    try await sendLast()
    return .gone
  }

  /// Leaves out all that the log has now.
  private mutating func skipToEnd(_ details: ContainerDetails) async throws {
    cursor = try await CursorLocation.end(of: output, details, environment)
    beginsAtEnd = false
    isMoved = true
    try await sendLast()
  }

  /// All is read that there will be.
  private mutating func readToEnd(_ details: ContainerDetails) async throws {
    try await readRest(details)
    isFinished = true
    try await sendLast()
  }
}

/// A tail of a log did not hold the cursor's line after all.
struct CursorMissed: Error {}
