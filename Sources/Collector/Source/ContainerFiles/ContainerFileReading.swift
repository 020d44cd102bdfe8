import Basics
import DecoyEvents
import DockerEngine
import Files
import Formats
import RotatedFiles

/// Reads one file of a container and delivers its lines, with the place behind them in the same commit.
final class ContainerFileReading {
  /// The bytes that one step reads.
  static let stretch = 64 << 10
  /// Bytes to reserve for a byte read: the raw line once, its record twice, and a record's overhead.
  private static let growth = 4
  /// Bytes of the shortest line that can be an event of a declared format.
  private static let shortestLine = 16
  /// The most bytes that a step's records may add to their lines: a quarter of the largest commit.
  private static let longestOverhead = 2 << 20
  /// The bytes that a record without labels adds to its line.
  private static let recordFrame = 512

  let key: ContainerFileKey
  private let environment: CollectorEnvironment
  private var member: FleetMember
  private var place: ContainerFilePlace
  private var reader: RotatedFileReader
  private var processor: LineProcessor
  private var timestamps = EngineTimestampFormatter()
  private var pendingGaps: [Gap] = []
  /// Changes of the state that are not committed.
  private var changes: [StateChange] = []
  private var lastRead: EngineTimestamp?

  /// - Parameters:
  ///   - former: the key under which the place was kept before the file was moved.
  ///   - exists: whether the file is there.
  ///   - start: where to begin.
  init(
    _ key: ContainerFileKey,
    at place: ContainerFilePlace,
    former: ContainerFileKey?,
    exists: Bool,
    in directory: any FileDirectory,
    from start: RotatedFileStart,
    file: ContainerSources.File,
    of member: FleetMember,
    environment: CollectorEnvironment
  ) {
    self.key = key
    self.place = place
    self.place.flags.remove(.isFinished)
    self.member = member
    self.environment = environment
    reader = RotatedFileReader(
      key.name,
      in: directory,
      from: start,
      options: .foreign(maximumLine: environment.settings.maxLine)
    )
    processor = LineProcessor(
      origin: Self.origin(of: member, place.path),
      filter: environment.settings.filter,
      declared: file.format.map { FormatReader($0, decky: member.decky ?? member.name) },
      isGated: false
    )
    processor.resume(place.continuation)
    if let former { changes.append(.forgetFile(former)) }
    // Should it be gone before its first line is committed, that is noticed.
    if exists { changes.append(.file(key, self.place)) }
  }

  private static func origin(of member: FleetMember, _ path: String) -> RecordOrigin {
    RecordOrigin(
      container: member.name,
      id: member.id,
      decky: member.decky,
      service: member.service,
      source: path
    )
  }

  /// Whether more may come of what is there: a rotated file may still be written to, or not everything was looked at.
  var isWaiting: Bool { reader.isWaiting }

  /// Makes the next step look at the directory, whatever the pause.
  func lookAgain() { reader.lookAgain() }

  /// Why the file is not read, if it is there.
  var refusal: ForeignFileFault? { reader.refusal }

  /// Reads what is next and delivers it.
  ///
  /// - Parameter isShared: whether another container can write the file.
  /// - Returns: whether there was anything.
  func step(isShared: Bool) async throws -> Bool {
    noteName()
    let labels = processor.origin.recordedLength
    let length = min(Self.stretch, Self.longestOverhead / (Self.recordFrame + labels) * Self.shortestLine)
    // A line may be longer.
    let room = Self.growth * length
    try await environment.channel.reserve(room)
    guard let event = reader.next(upTo: length) else {
      noteRefusal()
      send(emptyBatch(), reserved: room)
      return false
    }
    environment.faults.forget(subject)
    if place.flags.contains(.isRefused) { place.flags.remove(.isRefused) }
    place.flags.remove(.isFinished)
    switch event {
    case .lost(let loss):
      addGap(loss.cause.gap)
      place.position = reader.position
      changes.append(.file(key, place))
      send(emptyBatch(), reserved: room)
    case .lines(let lines):
      processor.isShared = isShared
      deliver(lines, reserved: room)
    }
    return true
  }

  /// Ends reading.
  ///
  /// - Parameter isLast: whether nothing can be appended any more, so that a line without its LF is complete.
  func finish(isLast: Bool) async throws {
    if isLast, let rest = reader.finish() {
      let room = Self.growth * rest.bytes.count
      try await environment.channel.reserve(room)
      deliver(rest, reserved: room)
    }
    var batch = emptyBatch()
    if isLast {
      processor.finish(into: &batch.lines)
      place.continuation = processor.continuation
    }
    place.flags.insert(.isFinished)
    changes.append(.file(key, place))
    send(batch, reserved: 0)
  }

  private func deliver(_ lines: RotatedLines, reserved: Int) {
    var batch = emptyBatch()
    batch.lines.reserve(forBytes: lines.bytes.count)
    let now = EngineTimestamp(nanoseconds: WallClock.now)
    let observed = ObservedTime(nanoseconds: now.nanoseconds, text: timestamps.text(of: now))
    closeGaps(before: now, in: &batch)
    if lines.startsFile {
      // Its columns are its own.
      processor.finish(into: &batch.lines)
      processor.resume(LineContinuation())
    }
    let decisions = environment.decisions
    var index = 0
    var cut = lines.cut[...]
    lines.bytes.withUnsafeBytes { bytes in
      for line in LineWalk(bytes) {
        let isCut = cut.first == index
        if isCut { cut.removeFirst() }
        processor.process(
          LineAssembler.Line(
            bytes: UnsafeRawBufferPointer(rebasing: line),
            length: line.count + (isCut ? 1 : 0)
          ),
          observed: observed,
          into: &batch.lines,
          isDecky: { decisions.isDecky($0) },
          decide: { decisions.decide($0, observed: $1, &$2) }
        )
        index += 1
      }
    }
    lastRead = now
    batch.readAt = now
    place.position = lines.position
    place.continuation = processor.continuation
    changes.append(.file(key, place))
    send(batch, reserved: reserved)
  }

  // MARK: - Gaps

  private func addGap(_ cause: GapCause) {
    guard pendingGaps.last?.cause != cause else { return }
    pendingGaps.append(
      Gap(output: place.output, containerName: member.name, cause: cause, after: lastRead)
    )
    environment.faults.warn(subject, "\(cause.word) \(subject): \(cause.explanation)")
  }

  private func closeGaps(before time: EngineTimestamp?, in batch: inout SourceBatch) {
    for var gap in pendingGaps {
      gap.before = time
      batch.add(gap)
    }
    pendingGaps = []
  }

  private func noteRefusal() {
    guard let refusal = reader.refusal else { return }
    environment.faults.report(
      subject,
      "\(subject) is not read: \(refusal); decklog tries again until it is a regular file that it may read"
    )
    guard !refusal.isShortage else { return }
    guard !place.flags.contains(.isRefused) else { return }
    place.flags.insert(.isRefused)
    pendingGaps.append(
      Gap(output: place.output, containerName: member.name, cause: .unreadable, after: lastRead)
    )
    changes.append(.file(key, place))
  }

  private var subject: String { "\(member.name) \(place.path)" }

  // MARK: - Batches

  private func noteName() {
    guard let name = environment.names[member.id], name != member.name else { return }
    member.name = name
    processor.origin = Self.origin(of: member, place.path)
  }

  private func emptyBatch() -> SourceBatch {
    SourceBatch(output: place.output, containerName: member.name)
  }

  private func send(_ batch: SourceBatch, reserved: Int) {
    var batch = batch
    closeGaps(before: nil, in: &batch)
    guard !changes.isEmpty || !batch.gaps.isEmpty || batch.lines.counts != LineCounts() else {
      return environment.channel.release(reserved)
    }
    batch.changes = changes
    changes = []
    environment.claims.keep(place, of: key)
    batch.lines.releaseExcess()
    if var tracer = processor.tracer as? EventTracer {
      batch.spans = tracer.take()
      processor.tracer = tracer
    }
    environment.channel.send(batch, reserved: reserved)
  }

  func setTracer(_ tracer: (any RecordTracer)?) { processor.tracer = tracer }
}

extension RotatedFileLoss.Cause {
  fileprivate var gap: GapCause {
    switch self {
    case .gone, .truncated: .rotatedAway
    case .damaged, .hole, .tooLong: .damagedRecord
    case .refusedSibling, .tooManySiblings: .unreadable
    }
  }
}
