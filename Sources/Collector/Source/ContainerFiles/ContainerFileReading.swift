import Basics
import DecoyEvents
import DockerEngine
import Files
import Formats
import Logging
import RotatedFiles

/// Reads one file of a container and delivers its lines, with the place behind them in the same commit.
final class ContainerFileReading {
  /// The most bytes that one step reads, unless a line is longer.
  private static let stretch = 64 << 10
  /// Bytes of the shortest line that can be an event of a declared format.
  private static let shortestLine = 16

  let key: ContainerFileKey
  private let environment: CollectorEnvironment
  private var member: FleetMember
  private var place: ContainerFilePlace
  private var reader: RotatedFileReader
  private var processor: LineProcessor
  private var timestamps = EngineTimestampFormatter()
  /// The cause of the last gap, until the next line.
  private var reportedGap: GapCause?
  /// Whether something is missing before the first line.
  private var hasLost: Bool
  /// The output that has the gap while the file can't be read; `nil` for the file's own. An attacker can choose the names
  /// that match a pattern, so all of these share one gap.
  private let refusalOutput: OutputID?
  /// Changes of the state that are not committed.
  private var changes: [StateChange] = []
  private var lastRead: EngineTimestamp?

  /// - Parameters:
  ///   - exists: whether the file is there.
  ///   - hasLost: whether another file that had this key went before it was read to its end.
  ///   - start: where to begin.
  ///   - pattern: the path with `*` by which it was found; `nil` for one that is named.
  init(
    _ key: ContainerFileKey,
    at place: ContainerFilePlace,
    exists: Bool,
    hasLost: Bool,
    in directory: any FileDirectory,
    from start: RotatedFileStart,
    format: Format?,
    pattern: String?,
    of member: FleetMember,
    tracer: (any RecordTracer)?,
    environment: CollectorEnvironment
  ) {
    self.key = key
    self.place = place
    self.place.flags.remove(.isFinished)
    self.member = member
    self.hasLost = hasLost
    refusalOutput = pattern.map { OutputID(container: member.id, file: $0) }
    self.environment = environment
    reader = RotatedFileReader(
      key.name,
      in: directory,
      from: start,
      options: .foreign(maximumLine: environment.settings.maxLine)
    )
    processor = LineProcessor(
      origin: member.origin(of: place.path),
      filter: environment.settings.filter,
      declared: format.map { FormatReader($0) },
      isGated: false
    )
    reader.hasReportedTooManySiblings = place.flags.contains(.hasReportedSiblings)
    processor.resume(place.continuation)
    processor.tracer = tracer
    // Should it be gone before its first line is committed, that is noticed.
    if exists { changes.append(.file(key, self.place)) }
  }

  var output: OutputID { place.output }

  /// The file that is read now, whatever its name.
  var identity: FileIdentity { reader.position.identity }

  /// Whether there may be more than was read: a rotated file may still be written to, or the directory was not looked at.
  var isWaiting: Bool { reader.isWaiting }

  /// Makes the next step look at the directory, whatever the pause.
  func lookAgain() { reader.lookAgain() }

  /// Reads what is next and delivers it.
  ///
  /// - Parameter isShared: whether another container can write the file.
  /// - Returns: whether there was anything.
  func step(isShared: Bool) async throws -> Bool {
    noteName()
    let labels = processor.origin.recordedLength
    let length = min(Self.stretch, SourceBatch.stretch(labels: labels, ofMessages: Self.shortestLine))
    let room = SourceBatch.room(for: length, labels: labels, ofMessages: Self.shortestLine)
    try await environment.channel.reserve(room)
    var batch = emptyBatch()
    if hasLost {
      hasLost = false
      addGap(.rotatedAway, to: &batch)
    }
    switch reader.next(upTo: length) {
    case nil:
      noteRefusal(in: &batch)
      notePosition()
      send(batch, reserved: room)
      return false
    case .lost(let loss) where loss.cause == .tooManySiblings || loss.cause == .refusedSibling:
      if !place.flags.contains(.hasReportedSiblings) {
        place.flags.insert(.hasReportedSiblings)
        changes.append(.file(key, place))
        addGap(loss.cause.gap, to: &batch)
      }
      send(batch, reserved: room)
    case .lost(let loss):
      // A record can't go on behind what is missing.
      processor.finish()
      addGap(loss.cause.gap, to: &batch)
      notePosition()
      send(batch, reserved: room)
    case .lines(let lines):
      if place.flags.contains(.isRefused) {
        place.flags.remove(.isRefused)
        environment.faults.warn(ContainerFileSet.subject(member), "\(subject) is read again", level: .info)
      }
      processor.isShared = isShared
      add(lines, to: &batch)
      send(batch, reserved: room)
    }
    return true
  }

  /// Ends reading.
  ///
  /// - Parameters:
  ///   - isLast: whether nothing can be appended any more, so that a line without its LF is complete.
  ///   - forgets: whether the file is gone, so that its place is of no use.
  func finish(isLast: Bool, forgets: Bool = false) async throws {
    var batch = emptyBatch()
    var room = 0
    if isLast {
      if let rest = reader.finish() {
        room = SourceBatch.room(
          for: rest.bytes.count,
          labels: processor.origin.recordedLength,
          ofMessages: Self.shortestLine
        )
        try await environment.channel.reserve(room)
        add(rest, to: &batch)
      }
      processor.finish()
      place.continuation = processor.continuation
    }
    if forgets {
      changes = [.forgetFile(key)]
    } else {
      if isLast || reader.bytesBehind == 0 { place.flags.insert(.isFinished) }
      changes.append(.file(key, place))
    }
    send(batch, reserved: room)
    if forgets { environment.claims.forget(key) }
    environment.faults.forget(subject)
  }

  private func add(_ lines: RotatedLines, to batch: inout SourceBatch) {
    let now = EngineTimestamp(nanoseconds: WallClock.now)
    let observed = ObservedTime(nanoseconds: now.nanoseconds, text: timestamps.text(of: now))
    if lines.startsFile {
      // Its columns are its own.
      processor.resume(LineContinuation())
    }
    batch.lines.reserve(forBytes: lines.bytes.count)
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
    if index > 0 {
      reportedGap = nil
      lastRead = now
      batch.readAt = now
      place.lastRead = now
    }
    place.position = lines.position
    place.continuation = processor.continuation
    changes.append(.file(key, place))
  }

  /// Keeps the reader's position, which moves without a line where reading begins at the end, or behind a loss.
  private func notePosition() {
    guard reader.position != place.position else { return }
    place.position = reader.position
    place.continuation = processor.continuation
    changes.append(.file(key, place))
  }

  // MARK: - Gaps

  /// Adds a gap; one that touches the last is the same.
  private func addGap(_ cause: GapCause, to batch: inout SourceBatch) {
    guard reportedGap == nil else { return }
    reportedGap = cause
    batch.add(Gap(output: output, containerName: member.name, cause: cause, after: lastRead))
    environment.faults.warn(subject, "\(cause.word) \(subject): \(cause.explanation)")
  }

  private func noteRefusal(in batch: inout SourceBatch) {
    guard let refusal = reader.refusal else { return }
    let message =
      "\(subject) is not read: \(refusal); decklog tries again until it is a regular file that it may read"
    if refusal.isShortage { return environment.faults.report(subject, message) }
    guard !place.flags.contains(.isRefused) else { return }
    place.flags.insert(.isRefused)
    changes.append(.file(key, place))
    // An attacker makes a pattern's names, so messages of them have a budget.
    if refusalOutput == nil {
      environment.faults.report(subject, message)
    } else {
      environment.faults.warn(ContainerFileSet.subject(member), message)
    }
    guard reportedGap == nil else { return }
    reportedGap = .unreadable
    batch.add(
      Gap(output: refusalOutput ?? output, containerName: member.name, cause: .unreadable, after: lastRead)
    )
  }

  private var subject: String { place.subject }

  // MARK: - Batches

  private func noteName() {
    guard let name = environment.names[member.id], name != member.name else { return }
    member.name = name
    place.containerName = name
    processor.origin = member.origin(of: place.path)
  }

  private func emptyBatch() -> SourceBatch { SourceBatch(output: output, containerName: member.name) }

  private func send(_ batch: SourceBatch, reserved: Int) {
    guard !changes.isEmpty || !batch.gaps.isEmpty || batch.lines.counts != LineCounts() else {
      return environment.channel.release(reserved)
    }
    var batch = batch
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
