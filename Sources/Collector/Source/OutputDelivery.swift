import Basics
import DecoyEvents
import DockerEngine
import Logging

/// Delivers the lines of one output to the committer's channel, together with the cursor, the gaps and the doubts that
/// belong to them: whatever the source, a batch and the cursor behind it are committed as one.
struct OutputDelivery: Sendable {
  private(set) var member: FleetMember
  let output: OutputID
  let environment: CollectorEnvironment
  /// The id of the engine that has the container.
  private let engine: String
  /// The last line that was delivered.
  var cursor: LogCursor?
  /// Where in the log's files that line stands, if it was read there.
  var place: LogFilePlace?
  /// Whether everything was delivered that the container has ever written, and it does not run.
  var isFinished: Bool
  /// Whether reading begins behind what the log has at that time.
  private(set) var beginsAtEnd: Bool
  /// What another collector has written, while the place behind it is still to be found.
  private(set) var existing: ExistingLog?
  /// Whether the output may lack something that its files can still show to be complete.
  private(set) var hasDoubt: Bool
  /// A line whose end had not come when its stream ended.
  var openLine: StampedLineAssembler?

  private var processor: LineProcessor
  private var timestamps = EngineTimestampFormatter()
  private var lastLine = LastLine()
  /// What is missing before the next line, and not accounted for yet: at most a doubt and a gap.
  private var pendingGaps: [Gap] = []
  /// Why something is missing behind the last line, where that is accounted for already.
  private var reportedGap: GapCause?
  /// Whether ``cursor`` has moved without a line.
  private var isMoved = false
  /// What ``isFinished`` was in the last batch.
  private var wasFinished: Bool

  /// How many bytes to reserve for each byte of log: the raw line once, its record twice, and what a record adds.
  private static let growth = 4
  /// The most that the records of a batch may add to their lines, in bytes: a quarter of the largest commit.
  private static let longestOverhead = 2 << 20
  /// What a record adds to its line, without labels, in bytes.
  private static let recordFrame = 512
  /// Labels up to this length are covered by ``growth``; bytes.
  private static let usualLabels = 1024

  /// - Parameters:
  ///   - position: how far the output had been read before.
  ///   - hasDoubt: whether there are doubts about it that its files can resolve.
  ///   - existing: what another collector has written, if reading begins behind it.
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

  /// The output's name in messages.
  var subject: String { "\(name) (\(member.id.prefix(12)))" }

  /// The output's short name in messages.
  var name: String { "\(member.name) \(output.stream.rawValue)" }

  // MARK: - Where reading begins

  /// Moves the cursor without a line.
  ///
  /// - Parameter cursor: `nil` for the beginning of the log.
  mutating func move(to cursor: LogCursor?) {
    self.cursor = cursor
    isMoved = true
  }

  /// Nothing is to be skipped: the container has not been started yet.
  mutating func beginAtStart() { beginsAtEnd = false }

  /// Skips everything up to the log's last line.
  mutating func begin(after last: LogCursor?) async throws {
    move(to: last)
    beginsAtEnd = false
    try await sendLast()
  }

  /// Begins at the place found in another collector's log, and logs which one it is.
  mutating func begin(at finding: ExistingPlacement.Finding) {
    guard let existing else { return }
    self.existing = nil
    move(to: finding.line ?? cursor)
    guard let text = finding.text(isWhole: existing.isWhole) else { return }
    let level: Logger.Level = finding.mayRepeat(isWhole: existing.isWhole) ? .warning : .info
    environment.logger.log(level: level, "\(name): \(text)")
  }

  // MARK: - What is missing

  /// Something is missing, or may be, behind the last line.
  ///
  /// Gaps that touch are one, and a doubt that touches a gap adds nothing: with no line between them, nothing more is
  /// known.
  ///
  /// - Parameters:
  ///   - before: the time of the first line behind it, if known.
  ///   - isLogged: whether the fault has been logged already.
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

  /// The cursor's line is no longer in the log. Everything that may have been read before is skipped, so that nothing is
  /// repeated.
  ///
  /// - Parameters:
  ///   - resumption: the line after which reading goes on; `nil` for the log's beginning.
  ///   - next: the time of the first line behind it, if known.
  mutating func addRotatedGap(resumingAfter resumption: LogCursor?, before next: EngineTimestamp?) {
    addGap(.rotatedAway, before: next)
    move(to: resumption)
    hasDoubt = false
  }

  /// Accounts for what is missing, whether another line comes or not.
  mutating func accountForGaps() {
    guard !pendingGaps.isEmpty else { return }
    var batch = emptyBatch()
    closeGaps(before: nil, in: &batch)
    send(batch, reserved: 0)
  }

  /// The log's files have shown that nothing is missing where there were doubts.
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

  /// Turns a line into what is written of it.
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

  /// Delivers a line whose end will never come, if there is one, and whatever else has changed.
  mutating func sendLast() async throws {
    var batch = emptyBatch()
    var room = 0
    if var assembler = openLine {
      openLine = nil
      room = Self.growth * assembler.openBytes
      try await environment.channel.reserve(room)
      assembler.finish { process($0, into: &batch) }
    }
    closeGaps(before: nil, in: &batch)
    send(batch, reserved: room)
  }

  // MARK: - Batches

  /// Traces the output's records as part of a stream; `nil` ends that.
  mutating func setTracer(_ tracer: (any RecordTracer)?) { processor.tracer = tracer }

  /// How many bytes of log may go into one batch, so that its records stay within a commit however short the messages
  /// are and however long the container's labels.
  ///
  /// - Parameter shortest: the length of the shortest event's message in the log, in bytes.
  func stretch(ofMessages shortest: Int) -> Int {
    max(shortest, Self.longestOverhead / (Self.recordFrame + processor.origin.recordedLength) * shortest)
  }

  /// How much to reserve in the channel for some bytes of log.
  func room(for bytes: Int, ofMessages shortest: Int) -> Int {
    let labels = processor.origin.recordedLength
    return Self.growth * bytes + (labels > Self.usualLabels ? bytes / shortest * labels : 0)
  }

  /// A batch under the container's current name.
  mutating func emptyBatch() -> SourceBatch {
    if let name = environment.names[member.id], name != member.name {
      member.name = name
      processor.origin = member.origin
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
