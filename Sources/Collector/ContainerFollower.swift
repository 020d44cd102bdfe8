import DecoyEvents
import DockerEngine
import Logging
import NIOCore

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

  /// Room that is reserved for what a piece of log comes to, as a multiple of its bytes: the raw lines once,
  /// the records twice and their own words.
  private static let growth = 4

  /// Retries of a fault of this one container begin with this pause and double up to ``longestPause``.
  private static let shortestPause = Duration.milliseconds(250)
  private static let longestPause = Duration.seconds(30)

  private(set) var member: FleetMember
  let output: OutputID
  let environment: CollectorEnvironment
  /// How far the output has been handed on.
  private(set) var cursor: LogCursor?
  private var processor: LineProcessor
  /// What has happened since the last batch that no line shows.
  private var pendingCounts = LineCounts()

  init(_ member: FleetMember, stream: LogRequest.Stream, environment: CollectorEnvironment) {
    self.member = member
    self.environment = environment
    output = OutputID(container: member.id, stream: stream)
    processor = LineProcessor(origin: member.origin, filter: environment.settings.filter)
  }

  private var subject: String { "\(member.name) \(output.stream.rawValue) (\(member.id.prefix(12)))" }

  /// Reads until the container has ended and all is read.
  mutating func run() async -> End {
    var pause = Self.shortestPause
    while !Task.isCancelled {
      do {
        guard let details = try await environment.client.container(member.id) else { return .gone }
        try await read(details)
        environment.faults.forget(subject)
        pause = Self.shortestPause
        // Whatever was written until now is read; is there more to come?
        guard let now = try await environment.client.container(member.id) else { return .gone }
        if !now.isRunning {
          try await readTheRest(now)
          return .finished
        }
      } catch let error as EngineError {
        if let end = await recover(from: error, &pause) { return end }
      } catch is CursorMissed {
        continue
      } catch {
        return .cancelled
      }
    }
    return .cancelled
  }

  private mutating func recover(from error: EngineError, _ pause: inout Duration) async -> End? {
    switch error.code {
    case .notFound:
      return .gone
    case .cancelled:
      return .cancelled
    case .status(501):
      environment.faults.report(subject, "\(subject) can't be collected: \(error.message)", level: .error)
      return .unreadable
    case .connectionLost, .unavailable, .timedOut:
      // The engine's own watch says that it is away, and wakes us when it is back.
      environment.engineFailed()
    default:
      environment.faults.report(subject, "\(subject): \(error)")
    }
    try? await Task.sleep(for: pause)
    pause = min(pause * 2, Self.longestPause)
    await environment.availability.waitUntilUp()
    return nil
  }

  /// Follows the output from the cursor on, until the engine ends the stream.
  private mutating func read(_ details: ContainerDetails) async throws {
    let request = LogRequest(stream: output.stream, follow: details.isRunning)
    guard let cursor else { return try await deliver(details, request) }
    switch try await CursorLocation.find(cursor, of: output, details, environment) {
    case .lost:
      reportGap("the line read last is no longer in its log")
      try await deliver(details, request)
    case .within(let tail, let limit):
      let search = CursorSearch(for: cursor, isFromBeginning: tail == nil)
      try await deliver(
        details,
        LogRequest(stream: output.stream, follow: request.follow, tail: tail),
        search,
        limit
      )
    }
  }

  /// Reads what came between the end of a followed stream and the end of the container.
  private mutating func readTheRest(_ details: ContainerDetails) async throws {
    var details = details
    details.isRunning = false
    try await read(details)
  }

  private mutating func reportGap(_ reason: String) {
    pendingCounts.gaps += 1
    environment.logger.warning("gap in \(subject): \(reason)")
  }

  /// Reads one stream to its end.
  ///
  /// - Parameters:
  ///   - search: finds the line after which delivery begins; `nil` delivers everything.
  ///   - limit: the search has found it before so many messages.
  /// - Throws: ``CursorMissed`` where it has not: the log has changed since it was looked at.
  private mutating func deliver(
    _ details: ContainerDetails,
    _ request: LogRequest,
    _ search: CursorSearch? = nil,
    _ limit: Int = 0
  ) async throws {
    var search = search
    var decoder = LogDecoder(hasTTY: details.hasTTY)
    var assembler = StampedLineAssembler(maximumLength: environment.settings.maxLine)
    var messages = 0
    let channel = environment.channel
    try await environment.client.withLogs(of: member.id, request) { stream in
      while let bytes = try await stream.next() {
        let room = Self.growth * bytes.readableBytes
        try await channel.reserve(room)
        var batch = emptyBatch()
        do {
          try bytes.withUnsafeReadableBytes { bytes in
            try decoder.decode(bytes) { message in
              messages += 1
              assembler.append(message) { take($0, &search, into: &batch) }
            }
          }
        } catch {
          // What came before the fault is good.
          send(batch, reserved: room)
          throw error
        }
        send(batch, reserved: room)
        if search?.isFound == false, messages > limit { throw CursorMissed() }
      }
    }
    // A followed stream may end before the log does (Moby 20.10), and then in the middle of a line.
    guard !request.follow else { return }
    var batch = emptyBatch()
    try decoder.finish { message in assembler.append(message) { take($0, &search, into: &batch) } }
    assembler.finish { take($0, &search, into: &batch) }
    send(batch, reserved: 0)
    if search?.isFound == false { throw CursorMissed() }
  }

  /// A batch under the container's name of now.
  private mutating func emptyBatch() -> SourceBatch {
    if let name = environment.names[member.id], name != member.name {
      member.name = name
      processor.origin = member.origin
    }
    return SourceBatch(output: output, containerName: member.name, lines: LineBatch(), cursor: cursor)
  }

  private mutating func take(
    _ line: StampedLineAssembler.Line,
    _ search: inout CursorSearch?,
    into batch: inout SourceBatch
  ) {
    if search?.isFound == false {
      search?.look(at: line)
      return
    }
    let timestamp = line.timestamp
    processor.process(
      line.line,
      observed: ObservedTime(timestamp),
      into: &batch.lines,
      isDecky: { environment.decisions.isDecky($0) },
      decide: { environment.decisions.decide($0, observed: $1) }
    )
    batch.lastLine = (timestamp, line.ordinal)
  }

  /// Hands a batch on, and moves the cursor to its last line.
  private mutating func send(_ batch: SourceBatch, reserved: Int) {
    var batch = batch
    if let (timestamp, ordinal) = batch.lastLine {
      let digest = batch.lines.raw[batch.lines.lastLine].withUnsafeBytes { LineDigest($0) }
      cursor = LogCursor(timestamp: timestamp, ordinal: ordinal, digest: digest)
    }
    batch.cursor = cursor
    batch.lines.counts += pendingCounts
    pendingCounts = LineCounts()
    if batch.lines.counts == LineCounts() {
      environment.channel.release(reserved)
    } else {
      environment.channel.send(batch, reserved: reserved)
    }
  }
}

/// A tail of a log did not hold the cursor's line after all.
struct CursorMissed: Error {}
