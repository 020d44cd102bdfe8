import Basics
import DecoyEvents
import DockerEngine
import Formats
import Logging

/// Delivers the lines of one output to the committer's channel with the cursor behind them, the gaps and the doubts,
/// all committed as one.
struct OutputDelivery: Sendable {
  private(set) var member: FleetMember
  let output: OutputID
  let environment: CollectorEnvironment
  /// The id of the engine that has the container.
  private let engine: String
  /// The last delivered line.
  var cursor: LogCursor?
  /// That line's place in the log's files, if it was read there.
  var place: LogFilePlace?
  /// Whether everything was delivered while the container did not run.
  var isFinished: Bool
  /// Whether reading begins at the log's end.
  private(set) var beginsAtEnd: Bool
  /// Another collector's log, until the place behind it is found.
  private(set) var existing: ExistingLog?
  /// Whether there are doubts that the output's files can resolve.
  private(set) var hasDoubt: Bool
  /// A line without its end when the stream ended.
  var openLine: StampedLineAssembler?

  private var processor: LineProcessor
  private var timestamps = EngineTimestampFormatter()
  private var lastLine = LastLine()
  /// What is missing before the next line and not recorded yet: at most a doubt and a gap.
  private var pendingGaps: [Gap] = []
  /// Why something is missing behind the last line, once that is recorded.
  private var reportedGap: GapCause?
  /// Whether ``cursor`` has moved without a line.
  private var isMoved = false
  /// What ``isFinished`` was in the last batch.
  private var wasFinished: Bool

  /// - Parameter existing: another collector's log, if reading begins behind it.
  init(
    _ member: FleetMember,
    stream: LogRequest.Stream,
    position: OutputPosition,
    hasDoubt: Bool,
    existing: ExistingLog?,
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
    let sources = environment.settings.sources.sources(of: member, variables: [:])
    let format = stream == .stdout ? sources.stdout : sources.stderr
    processor = LineProcessor(
      origin: member.origin(),
      filter: environment.settings.filter,
      declared: format.map { FormatReader($0) }
    )
    processor.resume(position.continuation)
  }

  var position: OutputPosition {
    OutputPosition(
      engine: engine,
      name: member.name,
      cursor: cursor,
      isFinished: isFinished,
      place: place,
      reportedGap: reportedGap,
      continuation: processor.continuation,
      beginning: beginsAtEnd ? .now : existing == nil ? .beginning : .existing
    )
  }

  /// The output's name in messages.
  var subject: String { "\(name) (\(member.id.prefix(12)))" }

  /// The output's short name in messages.
  var name: String { "\(member.name) \(output.name)" }

  // MARK: - Where reading begins

  /// Moves the cursor without a line.
  ///
  /// - Parameter cursor: `nil` for the beginning of the log.
  mutating func move(to cursor: LogCursor?) {
    self.cursor = cursor
    isMoved = true
  }

  /// Skips nothing, because the container has not been started yet.
  mutating func beginAtStart() { beginsAtEnd = false }

  /// Skips everything up to the log's last line.
  mutating func begin(after last: LogCursor?) async throws {
    move(to: last)
    beginsAtEnd = false
    try await sendLast()
  }

  /// Begins at the place found in another collector's log, and logs it.
  mutating func begin(at finding: ExistingPlacement.Finding) {
    guard let existing else { return }
    self.existing = nil
    move(to: finding.line ?? cursor)
    guard let text = finding.text(isWhole: existing.isWhole) else { return }
    let level: Logger.Level = finding.mayRepeat(isWhole: existing.isWhole) ? .warning : .info
    environment.logger.log(level: level, "\(name): \(text)")
  }

  // MARK: - Gaps

  /// Adds a gap or doubt behind the last line. Without a line between, gaps are one and a doubt adds nothing to a gap.
  ///
  /// - Parameters:
  ///   - before: the time of the first line behind it, if known.
  ///   - isLogged: whether the fault was logged already.
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

  /// Adds a gap because the cursor's line is gone. What may have been read before is skipped, not repeated.
  ///
  /// - Parameters:
  ///   - resumption: the line after which reading continues; `nil` for the log's beginning.
  ///   - next: the time of the first line behind it, if known.
  mutating func addRotatedGap(resumingAfter resumption: LogCursor?, before next: EngineTimestamp?) {
    addGap(.rotatedAway, before: next)
    move(to: resumption)
    hasDoubt = false
  }

  /// Sends pending gaps without waiting for another line.
  mutating func accountForGaps() {
    guard !pendingGaps.isEmpty else { return }
    var batch = emptyBatch()
    closeGaps(before: nil, in: &batch)
    send(batch, reserved: 0)
  }

  /// Resolves doubts: the log's files show that nothing is missing.
  mutating func resolveDoubts() {
    guard hasDoubt else { return }
    hasDoubt = false
    var batch = emptyBatch()
    batch.changes = [.resolve(output)]
    send(batch, reserved: 0)
  }

  private mutating func closeGaps(before timestamp: EngineTimestamp?, in batch: inout SourceBatch) {
    for var gap in pendingGaps {
      gap.before = gap.before ?? timestamp
      batch.add(gap)
      reportedGap = gap.cause
    }
    pendingGaps = []
  }

  // MARK: - Lines

  /// Whether a line was processed since the last batch.
  var hasLine: Bool { lastLine.isSet }

  /// Adds a line and its record to a batch.
  mutating func process(_ line: StampedLineAssembler.Line, into batch: inout SourceBatch) {
    if !pendingGaps.isEmpty { closeGaps(before: line.timestamp, in: &batch) }
    reportedGap = nil
    let decisions = environment.decisions
    processor.process(
      line.line,
      observed: ObservedTime(
        nanoseconds: line.timestamp.nanoseconds,
        text: timestamps.text(of: line.timestamp)
      ),
      into: &batch.lines,
      isDecky: { decisions.isDecky($0) },
      decide: { decisions.decide($0, observed: $1, &$2) }
    )
    lastLine.set(line)
  }

  /// Delivers an open line, whose end will never come, and whatever else has changed.
  mutating func sendLast() async throws {
    var batch = emptyBatch()
    var room = 0
    if var assembler = openLine {
      openLine = nil
      room = SourceBatch.growth * assembler.openBytes
      try await environment.channel.reserve(room)
      assembler.finish { process($0, into: &batch) }
    }
    if isFinished { processor.finish() }
    closeGaps(before: nil, in: &batch)
    send(batch, reserved: room)
  }

  // MARK: - Batches

  mutating func setTracer(_ tracer: (any RecordTracer)?) { processor.tracer = tracer }

  /// The most bytes of log for one batch, so that its records fit into a commit with any messages and labels.
  ///
  /// - Parameter shortest: bytes of the shortest event's message in the log.
  func stretch(ofMessages shortest: Int) -> Int {
    SourceBatch.stretch(labels: processor.origin.recordedLength, ofMessages: shortest)
  }

  /// The bytes to reserve in the channel for some bytes of log.
  func room(for bytes: Int, ofMessages shortest: Int) -> Int {
    SourceBatch.room(for: bytes, labels: processor.origin.recordedLength, ofMessages: shortest)
  }

  /// A batch under the container's current name.
  mutating func emptyBatch() -> SourceBatch {
    if let name = environment.names[member.id], name != member.name {
      member.name = name
      processor.origin = member.origin()
    }
    return SourceBatch(output: output, containerName: member.name)
  }

  /// Sends a batch, and moves the cursor to its last line.
  mutating func send(_ batch: SourceBatch, reserved: Int) {
    var batch = batch
    let isEmpty =
      !lastLine.isSet && batch.lines.counts == LineCounts() && batch.changes.isEmpty
      && isFinished == wasFinished && !isMoved
    isMoved = false
    if let cursor = lastLine.take() { self.cursor = cursor }
    batch.position = position
    wasFinished = isFinished
    guard !isEmpty else { return environment.channel.release(reserved) }
    batch.lines.releaseExcess()
    if var tracer = processor.tracer as? EventTracer {
      batch.spans = tracer.take()
      processor.tracer = tracer
    }
    environment.channel.send(batch, reserved: reserved)
  }
}
