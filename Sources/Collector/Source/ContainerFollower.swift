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
  /// What is missing before the next line, and is not accounted for yet: at most a doubt and a gap.
  var pendingGaps: [Gap] = []
  /// Why something is missing behind the last line, where that is accounted for already.
  var reportedGap: GapCause?
  /// Whether the output may be missing something that its files can still show not to be.
  var hasDoubt = false
  /// Whether the log was no longer what it was when it was read last.
  var isLost = false
  /// Whether the container did not run, and all of its files were read.
  private(set) var isReadToEnd = false
  /// Whether the engine ended its last answer by itself, and no other start of the container was seen since: mostly there
  /// is no more.
  var isAnswerWhole = false
  /// Whether the engine was asked about the container and knew it.
  private var wasInspected = false
  /// Whether the container was ever started, as far as is known.
  private(set) var hasStarted = false
  /// Since when the engine has refused to let it be read.
  private var refusedSince: ContinuousClock.Instant?
  /// How long an engine may refuse what it lets be read later, before it counts as a gap.
  private static let refusalPatience = Duration.seconds(5)
  /// How many messages of a tail brought all that was new the last time, and some more.
  var usualTail = CursorLocation.firstTail
  /// The log's files, where they are what is read.
  var files: LogFileReader?
  /// Where in the files the last line stands.
  var place: LogFilePlace?
  /// How its log is read, and why not from its files; `nil` before that is known.
  var readPath: ReadPath?
  /// How often the container may have ended before it was looked at last.
  var endsSeen = 0
  private(set) var breaksSeen = EngineAvailability.Breaks()
  /// When the container had been started, as it was said last.
  private var startedAt: EngineTimestamp?
  /// The last line before the last break that was told.
  private var brokenAfter: LogCursor?

  /// - Parameters:
  ///   - position: how far the output had been read before.
  ///   - hasDoubt: whether there are doubts about it that its files can resolve.
  ///   - existing: what another collector has written, where reading begins behind it.
  init(
    _ member: FleetMember,
    stream: LogRequest.Stream,
    position: OutputPosition,
    hasDoubt: Bool = false,
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
    reportedGap = position.reportedGap
    self.hasDoubt = hasDoubt
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
      reportedGap: reportedGap,
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
        guard let details = try await inspect() else { return try await leave() }
        try await noteBreak(details)
        isFinished = isFinished && !details.isRunning
        isReadToEnd = false
        hasStarted = hasStarted || details.isRunning || details.startedAt != nil
        guard hasStarted else {
          // It has no log before its start, which wakes its follower: nothing there is to be left out.
          beginsAtEnd = false
          isFinished = true
          try await sendLast()
          environment.sources.noteEnd(output)
          return .finished
        }
        if beginsAtEnd { try await skipToEnd(details) }
        try chooseRoad(details)
        environment.sources.note(output, name: member.name, isRunning: details.isRunning, readPath: readPath)
        if let existing, case .api = readPath { try await begin(behind: existing, details) }
        try await read(details)
        if case .files = readPath { isReadToEnd = !details.isRunning }
        environment.faults.forget(subject)
        faultPause.reset()
        refusedSince = nil
        // Whatever was written until now is read; is there more to come?
        guard let now = try await environment.client.container(member.id) else { return try await leave() }
        noteStart(now)
        if !now.isRunning {
          // The engine may have ended together with it, which is known when its events come again.
          await environment.availability.waitUntilWatched()
          try await noteBreak(now)
          try await readToEnd(now)
          environment.sources.noteEnd(output)
          return .finished
        }
        if cursor == before { try await lookBehindEnd(now) }
        if cursor != before { idlePause.reset() }
        await idlePause.wait()
      } catch let error as EngineError {
        if cursor != before {
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

  private mutating func recover(from error: EngineError, _ pause: inout RetryPause) async -> End? {
    switch error.code {
    case .notFound:
      return (try? await leave()) ?? .cancelled
    case .cancelled:
      return .cancelled
    case .status(501):
      environment.faults.report(subject, "\(subject) can't be collected: \(error.message)", level: .error)
      noteUnreadable()
      return .unreadable
    case .status(409):
      // It is being removed, and is mostly gone in a moment.
      if isRefusedForLong() { environment.faults.report(subject, "\(subject): \(error)") }
    case .connectionLost, .unavailable, .timedOut:
      // Where it is the engine that is away, its watch says so, and says when it is back.
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

  /// The engine is there and refuses; what the container prints meanwhile nobody reads.
  ///
  /// - Returns: whether it has done so for long: then there is a gap, as long as that lasts.
  private mutating func isRefusedForLong() -> Bool {
    guard environment.availability.isUp else { return false }
    let now = ContinuousClock.now
    let since = refusedSince ?? now
    refusedSince = since
    guard now - since >= Self.refusalPatience else { return false }
    noteUnreadable()
    return true
  }

  /// The files can't be read, or no longer.
  private mutating func recover(from error: LogFile.Unreadable, _ pause: inout RetryPause) async -> End? {
    files = nil
    accountForGaps()
    do {
      // Their container may be gone, and they with it.
      guard let details = try await environment.client.container(member.id) else { return try await leave() }
      noteStart(details)
      if isReadToEnd, !details.isRunning {
        // It is being removed, its files first.
        isFinished = true
        try await sendLast()
        environment.sources.noteEnd(output)
        return .finished
      }
    } catch {
      await pause.wait()
      return nil
    }
    if error.isShortage {
      // Other followers close files as they finish old ones.
      environment.faults.report(subject, "\(subject): \(error); waiting until fewer files are open")
      await pause.wait()
      return nil
    }
    guard environment.settings.source == .files else {
      readPath = .api(why: "\(error)")
      sayRoad()
      return nil
    }
    environment.faults.report(subject, "\(subject) can't be collected: \(error)", level: .error)
    noteUnreadable()
    return .unreadable
  }

  /// The container was started again: should it be gone before it is read, it is missed.
  mutating func noteStart() {
    isFinished = false
    isReadToEnd = false
    isAnswerWhole = false
    hasStarted = true
    // Before its first start a container has no file.
    if case .api = readPath { readPath = nil }
  }

  /// What the engine says of the container; `nil` where it doesn't know it.
  ///
  /// A list, and a container's own event, can come a moment before the engine finds it (Moby 20.10): one that was never
  /// inspected, and of whose removal nothing was said, is asked for once more.
  private mutating func inspect() async throws -> ContainerDetails? {
    var details = try await environment.client.container(member.id)
    if details == nil, !wasInspected, await !environment.ends.awaitRemoval(of: member.id) {
      details = try await environment.client.container(member.id)
    }
    if details != nil { wasInspected = true }
    return details
  }

  // MARK: - What is missing

  /// What was read to its end before another start is no longer all.
  private mutating func noteStart(_ details: ContainerDetails) {
    guard details.startedAt != startedAt else { return }
    startedAt = details.startedAt
    isReadToEnd = false
    isAnswerWhole = false
  }

  /// An engine that has ended without a word may not have written all that it had of the container's output.
  private mutating func noteBreak(_ details: ContainerDetails) async throws {
    let runsOn = details.isRunning && details.startedAt != nil && details.startedAt == startedAt
    noteStart(details)
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

  /// Something is missing, or may be, behind the last line.
  ///
  /// Gaps that touch are one, and a doubt that touches a gap is none: with no line between them, nothing more is known.
  ///
  /// - Parameters:
  ///   - before: the time of the first line behind it, where that is known.
  ///   - isLogged: whether a message about the fault is logged already.
  mutating func addGap(_ cause: GapCause, before: EngineTimestamp? = nil, isLogged: Bool = false) {
    if let last = pendingGaps.last?.cause ?? reportedGap, !last.isDoubt || cause.isDoubt { return }
    if cause.isDoubt { hasDoubt = true }
    pendingGaps.append(
      Gap(
        output: output,
        containerName: member.name,
        cause: cause,
        after: lastLine.time ?? cursor?.timestamp,
        before: before
      )
    )
    guard !isLogged else { return }
    environment.faults.warn(subject, "\(cause.word) \(subject): \(cause.explanation)")
  }

  /// Accounts for what is missing, whether another line comes or not.
  mutating func accountForGaps() {
    guard !pendingGaps.isEmpty else { return }
    var batch = emptyBatch()
    closeGaps(before: nil, in: &batch)
    send(batch, reserved: 0)
  }

  /// Nobody reads what the container prints, if it was ever started: a gap as long as that lasts.
  private mutating func noteUnreadable() {
    guard hasStarted else { return }
    addGap(.unreadable, isLogged: true)
    accountForGaps()
  }

  /// The log's files have shown that nothing is missing where there were doubts.
  mutating func resolveDoubts() {
    guard hasDoubt else { return }
    hasDoubt = false
    var batch = emptyBatch()
    batch.changes = [.resolve(output)]
    send(batch, reserved: 0)
  }

  /// The container is gone: hands on what had come of its last line.
  private mutating func leave() async throws -> End {
    if files != nil {
      try await drainFiles(isLast: true)
      // Where the engine rotates, a file may have come and gone that was never seen.
      if files?.mayHaveRotated == false { isFinished = true }
      files = nil
    }
    if isReadToEnd { isFinished = true }
    try await sendLast()
    if !isFinished {
      let isRemoved = await environment.ends.awaitRemoval(of: member.id)
      try Task.checkCancellation()
      // Where an answer broke off nobody knows whether it had come to the log's end.
      let mayBeWhole = isAnswerWhole || cursor != nil
      addGap(!isRemoved ? .unlisted : mayBeWhole ? .removedUnconfirmed : .removedBeforeRead)
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
    repeat { try await readRest(details) } while try await lookBehindEnd(details)
    isFinished = true
    try await sendLast()
  }
}

/// A tail of a log did not hold the cursor's line after all.
struct CursorMissed: Error {}
