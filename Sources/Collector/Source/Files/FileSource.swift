import DecoyEvents
import DockerEngine
import Evidence
import Files
import NIOPosix

/// Reads an output from the engine's log files (log driver `json-file`).
struct FileSource: LogSource {
  /// Bytes of the shortest event's record in a file.
  private static let shortestRecord = 80

  /// The newest file.
  private let path: String
  private var reader: LogFileReader?
  /// Whether all was read after the container's end.
  private var isDrained = false

  let reachesEnd = true
  let mayBeComplete = false
  var readPath: ReadPath { .files(path) }

  init(_ path: String) { self.path = path }

  mutating func noteStart() { isDrained = false }

  mutating func close() { reader = nil }

  /// Nothing: reading searches the files.
  func begin(
    behind existing: ExistingLog,
    _ details: ContainerDetails,
    to delivery: inout OutputDelivery
  ) async throws {}

  /// Nothing: reading skips damage.
  func readBehindDamage(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws -> Bool {
    false
  }

  mutating func read(_ turn: ReadTurn, to delivery: inout OutputDelivery) async throws {
    let details = turn.details
    isDrained = false
    guard details.isRunning else { return try await readRest(details, to: &delivery) }
    try open(details, delivery)
    let environment = delivery.environment
    let (directory, _) = Directories.split(path)
    var wakeups = environment.logFiles.wakeups(directory: directory, container: delivery.output.container)
      .makeAsyncIterator()
    repeat {
      try await drain(isLast: false, to: &delivery)
      if turn.isOver(for: delivery.output.container, in: environment) { return }
    } while await wakeups.next() != nil
    throw CancellationError()
  }

  mutating func readRest(_ details: ContainerDetails, to delivery: inout OutputDelivery) async throws {
    try open(details, delivery)
    try await drain(isLast: true, to: &delivery)
    reader = nil
    isDrained = true
    delivery.openLine = nil
  }

  mutating func drain(to delivery: inout OutputDelivery) async throws -> Bool {
    guard reader != nil else { return false }
    try await drain(isLast: true, to: &delivery)
    defer { reader = nil }
    // If the engine rotates, a file may have come and gone unseen.
    return reader?.mayHaveRotated == false
  }

  private mutating func open(_ details: ContainerDetails, _ delivery: OutputDelivery) throws {
    guard reader == nil else { return }
    if isDrained, FileStatus(of: path, followsLink: false) == nil {
      // Removed with its container, before the older files: they have been read.
      throw LogFile.Unreadable(description: "\(path): it is gone", isMissing: true)
    }
    reader = try makeReader(delivery, at: delivery.place, rotationSize: details.rotationSize)
  }

  private func makeReader(
    _ delivery: OutputDelivery,
    at place: LogFilePlace? = nil,
    rotationSize: Int?
  ) throws -> LogFileReader {
    LogFileReader(
      try LogFileQueue(path, rotates: rotationSize != nil),
      stream: delivery.output.messageStream,
      maximumLength: delivery.environment.settings.maxLine,
      after: delivery.cursor,
      at: place,
      behind: delivery.existing,
      rotationSize: rotationSize
    )
  }

  /// Delivers everything that the files have now.
  ///
  /// - Parameter isLast: whether nothing more will be written.
  private mutating func drain(isLast: Bool, to delivery: inout OutputDelivery) async throws {
    guard var reader else { return }
    defer { self.reader = reader }
    // Gaps before a searched line are already recorded.
    if reader.search == nil, let gap = reader.queue.takeGap() { delivery.addGap(gap) }
    if reader.isOverwritten() {
      try await finishLine(&reader, at: nil, &delivery)
      if reader.search == nil { delivery.addGap(.rotatedAway) }
    }
    let environment = delivery.environment
    let buffer = LogReadBuffer(environment.largeReads)
    while true {
      let (consumed, isAtEnd, isComplete) = try await deliverMore(&reader, buffer, isLast: isLast, &delivery)
      environment.sources.note(
        delivery.output,
        lag: isAtEnd ? 0 : reader.queue.current.size.map { $0 - reader.offset }
      )
      if isAtEnd, !reader.queue.hasNewer || !isComplete { try reader.queue.refresh() }
      if isAtEnd, !reader.queue.hasNewer { reader.lookAtOpenLine() }
      if case .hinted = reader.search, consumed > 0 || isAtEnd {
        // The first line is another one: the hint was wrong.
        reader = try makeReader(delivery, rotationSize: reader.rotationSize)
      } else if !isAtEnd {
        buffer.noteFilled(mustGrow: consumed == 0)
        // Reading from the page cache never pauses, and other tasks want the thread too.
        await Task.yield()
      } else if reader.queue.hasNewer {
        if isComplete, let gap = reader.advance(), reader.search == nil { delivery.addGap(gap) }
      } else if case .all(let look) = reader.search {
        delivery.addRotatedGap(resumingAfter: look.resumption, before: look.next)
        reader = try makeReader(delivery, rotationSize: reader.rotationSize)
      } else if case .existing(var placement) = reader.takeSearch() {
        if isLast {
          var rest = reader.takeAssembler()
          rest.finish { placement.take($0) }
        }
        delivery.begin(at: placement.finish())
        reader = try makeReader(delivery, rotationSize: reader.rotationSize)
        if reader.search == nil, let gap = reader.queue.takeGap() { delivery.addGap(gap) }
      } else {
        break
      }
    }
    if isLast { try await finishLine(&reader, at: reader.place(at: reader.lineStart), &delivery) }
    // Nothing may come for long.
    delivery.accountForGaps()
    if reader.search == nil { delivery.resolveDoubts() }
  }

  /// Reads the next bytes of the current file, and delivers their lines. It reserves room in the channel before it
  /// allocates memory, so that hundreds of readers can wait for a slow disk.
  ///
  /// - Returns: the bytes consumed, whether the file had no more, and whether it was complete before the read.
  private func deliverMore(
    _ reader: inout LogFileReader,
    _ buffer: LogReadBuffer,
    isLast: Bool,
    _ delivery: inout OutputDelivery
  ) async throws -> (consumed: Int, isAtEnd: Bool, isComplete: Bool) {
    let channel = delivery.environment.channel
    let longest = delivery.stretch(ofMessages: Self.shortestRecord)
    var room = delivery.room(
      for: min(buffer.capacity, longest) + reader.assembler.openBytes,
      ofMessages: Self.shortestRecord
    )
    try await channel.reserve(room)
    defer { buffer.letGo() }
    // Determined before the read, which then sees all of a complete file.
    let isComplete = reader.queue.hasNewer || isLast
    let count: Int
    do {
      count = try await read(reader, buffer)
    } catch {
      channel.release(room)
      throw error
    }
    guard count > 0 else {
      channel.release(room)
      return (0, true, isComplete)
    }
    if reader.offset == 0, RuntimeText.begins(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count])) {
      channel.release(room)
      throw LogFile.Unreadable(
        description: "\(reader.queue.current.path): it is text of a container runtime (CRI)"
      )
    }
    let isAtEnd = count < buffer.capacity
    var consumed = 0
    var length = longest
    while true {
      let end = count - consumed > length ? consumed + length : count
      var batch = delivery.emptyBatch()
      let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[consumed..<end])
      if reader.search == nil { batch.lines.reserve(forBytes: bytes.count) }
      let isEnd = isComplete && isAtEnd && end == count
      let used = process(bytes, isEnd: isEnd, &reader, &delivery, into: &batch)
      delivery.send(batch, reserved: room)
      consumed += used
      if end == count { return (consumed, isAtEnd, isComplete) }
      // A record may be longer than a stretch.
      length = used == 0 ? 2 * length : longest
      room = delivery.room(for: min(count - consumed, length), ofMessages: Self.shortestRecord)
      try await channel.reserve(room)
    }
  }

  private func read(_ reader: LogFileReader, _ buffer: LogReadBuffer) async throws -> Int {
    let file = reader.queue.current
    let offset = reader.offset
    if let count = file.readCached(at: offset, into: buffer.bytes) { return count }
    return try await NIOThreadPool.singleton.runIfActive { file.read(at: offset, into: buffer.bytes) }
  }

  /// Decodes records of the current file and processes their lines; returns the bytes consumed.
  private func process(
    _ bytes: UnsafeRawBufferPointer,
    isEnd: Bool,
    _ reader: inout LogFileReader,
    _ delivery: inout OutputDelivery,
    into batch: inout SourceBatch
  ) -> Int {
    // Separate variables, because each changes while another is in use.
    var decoder = reader.takeDecoder()
    var assembler = reader.takeAssembler()
    var search = reader.takeSearch()
    var lineStart = reader.lineStart
    var lastStart: Int?
    let offset = reader.offset
    let consumed = decoder.decode(bytes, isEnd: isEnd) { message, start in
      if assembler.isBeginning(message) {
        assembler.finish { Self.take($0, at: lineStart, &search, &lastStart, &delivery, into: &batch) }
        lineStart = offset + start
      }
      assembler.append(message) { Self.take($0, at: lineStart, &search, &lastStart, &delivery, into: &batch) }
    } damage: { _ in
      // What is read again was reported before.
      if search == nil { delivery.addGap(.damagedRecord) }
    }
    reader.decoder = decoder
    reader.assembler = assembler
    reader.search = search
    reader.lineStart = lineStart
    reader.advance(by: consumed, of: bytes)
    if delivery.hasLine { delivery.place = reader.place(at: lastStart) }
    return consumed
  }

  /// Processes a line unless the search continues. Not a local function, whose captures would be checked for exclusive
  /// access at each line.
  private static func take(
    _ line: StampedLineAssembler.Line,
    at start: Int?,
    _ search: inout LogFileReader.Search?,
    _ lastStart: inout Int?,
    _ delivery: inout OutputDelivery,
    into batch: inout SourceBatch
  ) {
    guard search == nil else { return LogFileReader.look(at: line, &search) }
    delivery.process(line, into: &batch)
    lastStart = start
  }

  /// Delivers an open line, whose end will never come.
  private func finishLine(
    _ reader: inout LogFileReader,
    at place: LogFilePlace?,
    _ delivery: inout OutputDelivery
  ) async throws {
    guard reader.search == nil, reader.assembler.hasOpenLine else { return }
    delivery.openLine = reader.takeAssembler()
    delivery.place = place
    try await delivery.sendLast()
  }
}
