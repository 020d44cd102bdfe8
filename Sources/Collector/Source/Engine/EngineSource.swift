import DecoyEvents
import DockerEngine
import NIOCore

/// Reads an output through the engine's API.
///
/// It finds a cursor's line by reading a tail of the log, not by time: after a step of the clock, `since` repeats or
/// loses lines, and with `follow` it stops delivering for good (Moby 20.10).
struct EngineSource: LogSource {
  /// Bytes of the shortest event's message: a stamp of whole seconds and the shortest header.
  private static let shortestMessage = 36
  /// How long lines gather before a rotating log is read again.
  private static let pollPause = Duration.milliseconds(20)
  /// How many reads without a new line precede a request to follow.
  private static let idlePolls = 10

  let readPath: ReadPath
  let reachesEnd = false
  private(set) var mayBeComplete = false
  /// Whether the last search found the cursor's line gone.
  private var isLost = false
  /// How many messages had everything new the last time, with a margin.
  private var usualTail = EngineLog.firstTail

  /// - Parameter why: why the log is not read from its files.
  init(why: String) { readPath = .api(why: why) }

  mutating func noteStart() { mayBeComplete = false }

  mutating func close() {}

  mutating func drain(to delivery: inout OutputDelivery) async throws -> Bool { false }

  mutating func begin(
    behind existing: ExistingLog,
    _ details: ContainerDetails,
    to delivery: inout OutputDelivery
  ) async throws {
    delivery.begin(at: try await EngineLog(of: delivery, details).placement(in: existing))
    try await delivery.sendLast()
  }

  mutating func read(_ turn: ReadTurn, to delivery: inout OutputDelivery) async throws {
    try await read(turn.details, to: &delivery)
  }

  private mutating func read(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws {
    isLost = false
    let before = delivery.cursor
    do {
      if details.isRunning, details.rotatesLog {
        try await poll(details, to: &delivery)
      } else {
        try await readFromCursor(details, follow: details.isRunning, to: &delivery)
      }
      mayBeComplete = !isLost
    } catch {
      // What came now was not part of the answer that had ended.
      if details.isRunning || delivery.cursor != before { mayBeComplete = false }
      throw error
    }
  }

  mutating func readRest(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws {
    var details = details
    details.isRunning = false
    var before: LogCursor?
    repeat {
      before = delivery.cursor
      try await read(details, to: &delivery)
      // If the cursor was lost, this read has only found where to continue.
    } while delivery.cursor != before && isLost
    delivery.openLine = nil
  }

  /// The engine ends its answer at an unreadable stretch as at the log's end.
  mutating func readBehindDamage(
    _ details: ContainerDetails,
    to delivery: inout OutputDelivery
  ) async throws -> Bool {
    let log = EngineLog(of: delivery, details)
    guard let last = try await log.lastTime() else { return false }
    // With a terminal, an older line may have been glued to the cursor's.
    if let time = delivery.cursor?.timestamp, last == time || details.hasTTY && last < time { return false }
    let before = delivery.cursor
    isLost = false
    // It may have come only now.
    try await readFromCursor(details, follow: false, to: &delivery)
    guard delivery.cursor == before, !isLost else { return true }
    delivery.addGap(.damagedRecord)
    let tail = try await log.tailBehindDamage()
    if tail > 0 { try await deliver(details, log.request(tail: tail), to: &delivery) }
    delivery.accountForGaps()
    return delivery.cursor != before
  }

  /// Delivers what follows the cursor's line.
  private mutating func readFromCursor(
    _ details: ContainerDetails,
    follow: Bool,
    to delivery: inout OutputDelivery
  ) async throws {
    let log = EngineLog(of: delivery, details)
    guard let cursor = delivery.cursor else {
      let request = LogRequest(stream: delivery.output.stream, follow: follow)
      return try await deliver(details, request, to: &delivery)
    }
    switch try await log.find(cursor, from: usualTail) {
    case .lost(let resumption, let next):
      isLost = true
      delivery.addRotatedGap(resumingAfter: resumption, before: next)
      delivery.accountForGaps()
    case .behindDamage(let tail):
      let search = CursorSearch(for: cursor, isFromBeginning: true)
      let request = log.request(tail: tail, follow: follow)
      try await deliver(details, request, search, limit: EngineLog.margin * tail, to: &delivery)
    case .within(let tail, let limit):
      let search = CursorSearch(for: cursor, isFromBeginning: tail == nil)
      let request = log.request(tail: tail, follow: follow)
      try await deliver(details, request, search, limit: limit, to: &delivery)
    }
  }

  // MARK: - Rotating logs

  /// Reads the log's tail repeatedly: during a rotation, a stream skips and repeats lines (Moby 20.10).
  private mutating func poll(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws {
    var idle = 0
    while true {
      let before = delivery.cursor
      let started = ContinuousClock.now
      try await readTail(details, to: &delivery)
      idle = delivery.cursor == before ? idle + 1 : 0
      guard idle >= Self.idlePolls else {
        try await Task.sleep(for: max(Self.pollPause, ContinuousClock.now - started))
        continue
      }
      if try await readBehindDamage(details, to: &delivery) {
        idle = 0
        continue
      }
      var hasEnded = false
      let request = LogRequest(stream: delivery.output.stream, follow: true, tail: 0)
      try await delivery.environment.client.withLogs(of: delivery.output.container, request) { stream in
        // The stream doesn't announce what came before it was open.
        try await readTail(details, to: &delivery)
        if delivery.cursor == before { hasEnded = try await stream.next() == nil }
      }
      if hasEnded { return }
    }
  }

  /// Delivers the new complete lines.
  private mutating func readTail(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws
  {
    guard let cursor = delivery.cursor else {
      let request = LogRequest(stream: delivery.output.stream, follow: false)
      return try await deliver(details, request, to: &delivery)
    }
    do {
      let request = EngineLog(of: delivery, details).request(tail: usualTail)
      let search = CursorSearch(for: cursor, isFromBeginning: false)
      try await deliver(details, request, search, limit: .max, to: &delivery)
    } catch is CursorMissed {
      try await readFromCursor(details, follow: false, to: &delivery)
    }
  }

  // MARK: - Streams

  /// Reads one stream to its end.
  ///
  /// - Parameters:
  ///   - search: for the line after which delivery begins; `nil` delivers everything.
  ///   - limit: among how many messages the search must find it, or else throws ``CursorMissed``.
  private mutating func deliver(
    _ details: ContainerDetails,
    _ request: LogRequest,
    _ search: CursorSearch? = nil,
    limit: Int = 0,
    to delivery: inout OutputDelivery
  ) async throws {
    var search = search
    var decoder = LogDecoder(hasTTY: details.hasTTY)
    var assembler = StampedLineAssembler(maximumLength: delivery.environment.settings.maxLine)
    delivery.openLine = nil
    let ours = delivery.output.messageStream
    let channel = delivery.environment.channel
    var messagesBefore = 0
    try await delivery.environment.client.withLogs(of: delivery.output.container, request) { stream in
      while var rest = try await stream.next() {
        let longest = delivery.stretch(ofMessages: Self.shortestMessage)
        while let bytes = rest.readSlice(length: min(rest.readableBytes, longest)), bytes.readableBytes > 0 {
          let room = delivery.room(
            for: bytes.readableBytes + assembler.openBytes,
            ofMessages: Self.shortestMessage
          )
          try await channel.reserve(room)
          var batch = delivery.emptyBatch()
          if search?.isFound == false { messagesBefore = decoder.messageCount }
          do {
            try bytes.withUnsafeReadableBytes { bytes in
              try decoder.decode(bytes) { message in
                guard message.stream == ours else { return }
                assembler.append(message) { Self.take($0, &search, details, &delivery, into: &batch) }
              }
            }
          } catch {
            // What came before the fault is good.
            delivery.send(batch, reserved: room)
            throw error
          }
          delivery.send(batch, reserved: room)
          if search?.isFound == false, decoder.messageCount >= limit { throw CursorMissed() }
        }
      }
    }
    if search?.isFound == true { usualTail = EngineLog.tail(for: decoder.messageCount - messagesBefore) }
    // An open line may still get its end: a followed stream can end in the middle of a line (Moby 20.10).
    if request.follow || details.isRunning {
      delivery.openLine = assembler
    } else {
      var batch = delivery.emptyBatch()
      try decoder.finish { message in
        guard message.stream == ours else { return }
        assembler.append(message) { Self.take($0, &search, details, &delivery, into: &batch) }
      }
      assembler.finish { Self.take($0, &search, details, &delivery, into: &batch) }
      delivery.send(batch, reserved: 0)
    }
    if search?.isFound == false { throw CursorMissed() }
  }

  /// Processes a line unless the search continues.
  private static func take(
    _ line: StampedLineAssembler.Line,
    _ search: inout CursorSearch?,
    _ details: ContainerDetails,
    _ delivery: inout OutputDelivery,
    into batch: inout SourceBatch
  ) {
    guard search?.isFound == false else { return delivery.process(line, into: &batch) }
    if search?.look(at: line) == .beginning, details.hasTTY, let cursor = delivery.cursor,
      let continuation = line.continuation(after: cursor.length)
    {
      delivery.process(continuation, into: &batch)
    }
  }
}
