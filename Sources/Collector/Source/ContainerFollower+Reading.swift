import Basics
import DecoyEvents
import DockerEngine
import NIOCore

extension ContainerFollower {
  /// Room that is reserved for what a piece of log comes to, as a multiple of its bytes: the raw lines once,
  /// the records twice and their own words.
  static let growth = 4
  /// What the shortest message of an event takes through the API, in bytes: a stamp of whole seconds, and the shortest
  /// header.
  private static let shortestMessage = 36
  /// The most that records of one batch may have beside their lines, in bytes: a quarter of the longest commit.
  private static let longestOverhead = 2 << 20
  /// What a record has beside line and labels, in bytes.
  private static let recordFrame = 512
  /// What the labels of a container usually take in a record, in bytes; ``growth`` covers them.
  private static let usualLabels = 1024
  /// How long to let lines come together before a log that rotates is asked again.
  private static let pollPause = Duration.milliseconds(20)
  /// How many times nothing new is found before the engine is asked to say when there is.
  private static let idlePolls = 10

  /// Follows the output from the cursor on, until the engine ends the stream.
  mutating func read(_ details: ContainerDetails) async throws {
    isLost = false
    if case .files(let path) = readPath { return try await readFiles(path, details) }
    let before = cursor
    do {
      if details.isRunning, details.rotatesLog {
        try await poll(details)
      } else {
        try await readFromCursor(details, follow: details.isRunning)
      }
      isAnswerWhole = !isLost
    } catch {
      // What came now was not in the answer that had ended.
      if details.isRunning || cursor != before { isAnswerWhole = false }
      throw error
    }
  }

  /// Finds out where in the log the cursor's line is, and reads what follows it.
  private mutating func readFromCursor(_ details: ContainerDetails, follow: Bool) async throws {
    guard let cursor else {
      return try await deliver(details, LogRequest(stream: output.stream, follow: follow))
    }
    switch try await CursorLocation.find(cursor, of: output, from: usualTail, details, environment) {
    case .lost(let resumption, let next):
      // Everything that can have been read before is left out, so that nothing is repeated.
      addGap(.rotatedAway, before: next)
      self.cursor = resumption
      isMoved = true
      isLost = true
      hasDoubt = false
      accountForGaps()
    case .behindDamage(let tail):
      let request = LogRequest(stream: output.stream, follow: follow, tail: tail, includesOtherStream: true)
      try await deliver(
        details,
        request,
        CursorSearch(for: cursor, isFromBeginning: true),
        CursorLocation.margin * tail
      )
    case .within(let tail, let limit):
      let request = LogRequest(stream: output.stream, follow: follow, tail: tail, includesOtherStream: true)
      try await deliver(details, request, CursorSearch(for: cursor, isFromBeginning: tail == nil), limit)
    }
  }

  /// Reads what came between the end of a followed stream and the end of the container.
  mutating func readRest(_ details: ContainerDetails) async throws {
    var details = details
    details.isRunning = false
    var before: LogCursor?
    repeat {
      before = cursor
      try await read(details)
      // Where the cursor was lost, reading has only found out from where to go on.
    } while cursor != before && isLost
    openLine = nil
  }

  /// Goes on behind a stretch of the log that the engine can't read: there an answer ends as it does at the log's end.
  ///
  /// - Returns: whether anything was handed on.
  @discardableResult
  mutating func lookBehindEnd(_ details: ContainerDetails) async throws -> Bool {
    guard case .api = readPath, let last = try await CursorLocation.lastTime(of: output, details, environment)
    else { return false }
    // Of a container with a terminal an older line may have been glued to the cursor's.
    if let time = cursor?.timestamp, last == time || details.hasTTY && last < time { return false }
    let before = cursor
    isLost = false
    // It may only have come this moment.
    try await readFromCursor(details, follow: false)
    guard cursor == before, !isLost else { return true }
    addGap(.damagedRecord)
    let tail = try await CursorLocation.tailBehindDamage(of: output, details, environment)
    if tail > 0 {
      try await deliver(
        details,
        LogRequest(stream: output.stream, follow: false, tail: tail, includesOtherStream: true)
      )
    }
    accountForGaps()
    return cursor != before
  }

  // MARK: - Logs that rotate

  /// Reads the log's tail again and again: a stream of an engine that rotates its files skips lines and repeats
  /// others (Moby 20.10), a tail does not.
  private mutating func poll(_ details: ContainerDetails) async throws {
    var idle = 0
    while true {
      let before = cursor
      let started = ContinuousClock.now
      try await readTail(details)
      idle = cursor == before ? idle + 1 : 0
      guard idle >= Self.idlePolls else {
        try await Task.sleep(for: max(Self.pollPause, ContinuousClock.now - started))
        continue
      }
      if try await lookBehindEnd(details) {
        idle = 0
        continue
      }
      var mustEnd = false
      let request = LogRequest(stream: output.stream, follow: true, tail: 0)
      try await environment.client.withLogs(of: member.id, request) { stream in
        // What came before the stream was open is not announced by it.
        try await readTail(details)
        if cursor == before { mustEnd = try await stream.next() == nil }
      }
      if mustEnd { return }
    }
  }

  /// Hands on what is new in the log, but no line whose end has not come.
  private mutating func readTail(_ details: ContainerDetails) async throws {
    guard let cursor else {
      return try await deliver(details, LogRequest(stream: output.stream, follow: false))
    }
    let tail = usualTail
    do {
      let request = LogRequest(stream: output.stream, follow: false, tail: tail, includesOtherStream: true)
      try await deliver(details, request, CursorSearch(for: cursor, isFromBeginning: false), .max)
    } catch is CursorMissed {
      try await readFromCursor(details, follow: false)
    }
  }

  // MARK: - Streams

  /// Reads one stream to its end.
  ///
  /// - Parameters:
  ///   - search: finds the line after which delivery begins; `nil` delivers everything.
  ///   - limit: the search has found it among so many messages.
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
    openLine = nil
    let ours = output.messageStream
    let channel = environment.channel
    var messagesBefore = 0
    try await environment.client.withLogs(of: member.id, request) { stream in
      while var rest = try await stream.next() {
        let longest = stretch(ofMessages: Self.shortestMessage)
        while let bytes = rest.readSlice(length: min(rest.readableBytes, longest)), bytes.readableBytes > 0 {
          let room = self.room(
            for: bytes.readableBytes + assembler.openBytes,
            ofMessages: Self.shortestMessage
          )
          try await channel.reserve(room)
          var batch = emptyBatch()
          if search?.isFound == false { messagesBefore = decoder.messageCount }
          do {
            try bytes.withUnsafeReadableBytes { bytes in
              try decoder.decode(bytes) { message in
                guard message.stream == ours else { return }
                assembler.append(message) { take($0, &search, details, into: &batch) }
              }
            }
          } catch {
            // What came before the fault is good.
            send(batch, reserved: room)
            throw error
          }
          send(batch, reserved: room)
          if search?.isFound == false, decoder.messageCount >= limit { throw CursorMissed() }
        }
      }
    }
    if search?.isFound == true { usualTail = CursorLocation.tail(for: decoder.messageCount - messagesBefore) }
    // A line whose end has not come may still get it, and a followed stream may end before the log does
    // (Moby 20.10), and then in the middle of a line.
    if request.follow || details.isRunning {
      openLine = assembler
    } else {
      var batch = emptyBatch()
      try decoder.finish { message in
        guard message.stream == ours else { return }
        assembler.append(message) { take($0, &search, details, into: &batch) }
      }
      assembler.finish { take($0, &search, details, into: &batch) }
      send(batch, reserved: 0)
    }
    if search?.isFound == false { throw CursorMissed() }
  }

  /// Hands on a line whose end will never come, if there is one, and what has changed besides.
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

  // MARK: - Lines

  private mutating func take(
    _ line: StampedLineAssembler.Line,
    _ search: inout CursorSearch?,
    _ details: ContainerDetails,
    into batch: inout SourceBatch
  ) {
    guard search?.isFound == false else { return process(line, into: &batch) }
    if search?.look(at: line) == .beginning, details.hasTTY, let cursor,
      let continuation = line.continuation(after: cursor.length)
    {
      process(continuation, into: &batch)
    }
  }

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

  /// What was missing is known to end.
  mutating func closeGaps(before timestamp: EngineTimestamp?, in batch: inout SourceBatch) {
    for var gap in pendingGaps {
      gap.before = gap.before ?? timestamp
      batch.add(gap)
      reportedGap = gap.cause
    }
    pendingGaps = []
  }

  // MARK: - Batches

  /// How many bytes of log may come to one batch: its records must stay within a commit however short the messages are,
  /// and whatever the container's labels add to each.
  ///
  /// - Parameter shortest: what the shortest message of an event takes in the log, in bytes.
  func stretch(ofMessages shortest: Int) -> Int {
    max(shortest, Self.longestOverhead / recordOverhead * shortest)
  }

  /// How much to reserve for what some bytes of log come to.
  func room(for bytes: Int, ofMessages shortest: Int) -> Int {
    let labels = processor.origin.recordedLength
    return Self.growth * bytes + (labels > Self.usualLabels ? bytes / shortest * labels : 0)
  }

  /// What a record has beside the line, in bytes.
  private var recordOverhead: Int { Self.recordFrame + processor.origin.recordedLength }

  /// A batch under the container's name of now.
  mutating func emptyBatch() -> SourceBatch {
    if let name = environment.names[member.id], name != member.name {
      member.name = name
      processor.origin = member.origin
    }
    return SourceBatch(output: output, containerName: member.name)
  }

  /// Hands a batch on, and moves the cursor to its last line.
  mutating func send(_ batch: SourceBatch, reserved: Int) {
    var batch = batch
    let isEmpty =
      !lastLine.isSet && batch.lines.counts == LineCounts() && batch.changes.isEmpty
      && isFinished == wasFinished && !isMoved
    isMoved = false
    if let cursor = lastLine.take() { self.cursor = cursor }
    batch.position = position
    wasFinished = isFinished
    if isEmpty {
      environment.channel.release(reserved)
    } else {
      batch.lines.releaseExcess()
      if var tracer = processor.tracer as? EventTracer {
        batch.spans = tracer.take()
        processor.tracer = tracer
      }
      environment.channel.send(batch, reserved: reserved)
    }
  }
}
