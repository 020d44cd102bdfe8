import DecoyEvents
import DockerEngine
internal import Evidence
internal import Files
import Logging
import NIOPosix

extension ContainerFollower {
  /// What the shortest record of an event takes in a file, in bytes.
  private static let shortestRecord = 80

  /// Decides how the log is read, and says so once. Of a container that was never started there is nothing to decide by:
  /// it has no log yet.
  ///
  /// - Throws: ``LogFile/Unreadable`` where it must be read from files and can't be, or where no more files may be open.
  mutating func chooseRoad(_ details: ContainerDetails) throws {
    guard readPath == nil, hasStarted else { return }
    let chosen = try Self.readPath(details, environment.settings.source)
    if case .api(let why) = chosen, environment.settings.source == .files {
      throw LogFile.Unreadable(description: why)
    }
    readPath = chosen
    sayRoad()
  }

  /// Says how the log is read.
  func sayRoad() {
    let name = "\(member.name) \(output.stream.rawValue)"
    switch readPath {
    case .files(let path): environment.logger.info("\(name): reading \(path)")
    case .api(let why): environment.logger.info("\(name): reading through the engine, \(why)")
    case nil: break
    }
  }

  private static func readPath(_ details: ContainerDetails, _ source: LogSource) throws -> ReadPath {
    if source == .api { return .api(why: "as it was asked for") }
    guard details.logDriver == "json-file" else { return .api(why: "its log driver is \(details.logDriver)") }
    guard let path = details.logPath else { return .api(why: "the engine names no file") }
    do {
      _ = try LogFileQueue(path, rotates: details.rotatesLog)
      return .files(path)
    } catch {
      if error.isShortage { throw error }
      return .api(why: "\(error)")
    }
  }

  /// Reads the files from the cursor on: to their end where the container does not run, otherwise until it may have
  /// ended or the engine has been away.
  mutating func readFiles(_ path: String, _ details: ContainerDetails) async throws {
    if files == nil {
      if isReadToEnd, FileStatus(of: path, followsLink: false) == nil {
        // It goes with its container, and older files after it: what they have was read.
        throw LogFile.Unreadable(description: "\(path): it is gone", isMissing: true)
      }
      files = try makeReader(path, at: place, rotationSize: details.rotationSize)
    }
    guard details.isRunning else {
      try await drainFiles(isLast: true)
      files = nil
      return
    }
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "/"
    var wakeups = environment.logFiles.wakeups(directory: directory, container: member.id).makeAsyncIterator()
    repeat {
      try await drainFiles(isLast: false)
      if environment.ends[member.id] != endsSeen || environment.availability.breaks != breaksSeen { return }
    } while await wakeups.next() != nil
    throw CancellationError()
  }

  /// Hands on all that the files have now.
  ///
  /// - Parameter isLast: whether nothing more will be written.
  mutating func drainFiles(isLast: Bool) async throws {
    guard var reader = files else { return }
    defer { files = reader }
    // Where a line is searched, all before it has been seen to.
    if reader.search == nil, let gap = reader.queue.takeGap() { addGap(gap) }
    if reader.isOverwritten() {
      try await finishLine(&reader, at: nil)
      if reader.search == nil { addGap(.rotatedAway) }
    }
    let buffer = LogReadBuffer(environment.largeReads)
    while true {
      let (consumed, reachesEnd, isComplete) = try await handOnMore(&reader, buffer, isLast: isLast)
      environment.sources.note(
        output,
        lag: reachesEnd ? 0 : reader.queue.current.size.map { $0 - reader.offset }
      )
      if reachesEnd, !reader.queue.hasNewer || !isComplete { try reader.queue.refresh() }
      if reachesEnd, !reader.queue.hasNewer { reader.lookAtOpenLine() }
      if case .hinted = reader.search, consumed > 0 || reachesEnd {
        // The first line there is another one: the hint was none.
        reader = try makeReader(reader.queue.path, at: nil, rotationSize: reader.rotationSize)
      } else if !reachesEnd {
        buffer.noteFilled(mustGrow: consumed == 0)
        // What is in the system's cache is read without a pause, and others want the thread too.
        await Task.yield()
      } else if reader.queue.hasNewer {
        if isComplete, let gap = reader.advance(), reader.search == nil { addGap(gap) }
      } else if case .all(let look) = reader.search {
        // Everything that can have been read before is left out, so that nothing is repeated.
        addGap(.rotatedAway, before: look.next)
        cursor = look.resumption
        isMoved = true
        hasDoubt = false
        reader = try makeReader(reader.queue.path, at: nil, rotationSize: reader.rotationSize)
      } else if case .existing(var placement) = reader.takeSearch() {
        if isLast {
          var rest = reader.takeAssembler()
          rest.finish { placement.take($0) }
        }
        begin(at: placement.finish())
        reader = try makeReader(reader.queue.path, at: nil, rotationSize: reader.rotationSize)
        if reader.search == nil, let gap = reader.queue.takeGap() { addGap(gap) }
      } else {
        break
      }
    }
    if isLast { try await finishLine(&reader, at: reader.place(at: reader.lineStart)) }
    // Nothing may come for long.
    accountForGaps()
    if reader.search == nil { resolveDoubts() }
  }

  private func makeReader(_ path: String, at place: LogFilePlace?, rotationSize: Int?) throws -> LogFileReader
  {
    LogFileReader(
      try LogFileQueue(path, rotates: rotationSize != nil),
      stream: output.messageStream,
      maximumLength: environment.settings.maxLine,
      after: cursor,
      at: place,
      behind: existing,
      rotationSize: rotationSize
    )
  }

  /// Reads the next bytes of the current file, and hands on their lines.
  ///
  /// Room for what they come to is reserved before there is memory for them: hundreds of readers that wait for a slow
  /// disk hold nothing.
  /// - Returns: how many bytes are done with, whether the file had no more, and whether it was complete before.
  private mutating func handOnMore(
    _ reader: inout LogFileReader,
    _ buffer: LogReadBuffer,
    isLast: Bool
  ) async throws -> (consumed: Int, reachesEnd: Bool, isComplete: Bool) {
    let longest = stretch(ofMessages: Self.shortestRecord)
    var room = self.room(
      for: min(buffer.capacity, longest) + reader.assembler.openBytes,
      ofMessages: Self.shortestRecord
    )
    try await environment.channel.reserve(room)
    defer { buffer.letGo() }
    // As it is before the read: what is complete then is complete in what is read.
    let isComplete = reader.queue.hasNewer || isLast
    let count: Int
    do {
      count = try await read(reader, buffer)
    } catch {
      environment.channel.release(room)
      throw error
    }
    guard count > 0 else {
      environment.channel.release(room)
      return (0, true, isComplete)
    }
    if reader.offset == 0, RuntimeText.begins(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count])) {
      environment.channel.release(room)
      throw LogFile.Unreadable(
        description: "\(reader.queue.current.path): it is text of a container runtime (CRI)"
      )
    }
    let reachesEnd = count < buffer.capacity
    var consumed = 0
    var length = longest
    while true {
      let end = count - consumed > length ? consumed + length : count
      var batch = emptyBatch()
      let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[consumed..<end])
      if reader.search == nil { batch.lines.reserve(forBytes: bytes.count) }
      let isEnd = isComplete && reachesEnd && end == count
      let used = process(bytes, isEnd: isEnd, &reader, into: &batch)
      send(batch, reserved: room)
      consumed += used
      if end == count { return (consumed, reachesEnd, isComplete) }
      // A record may be longer than what is looked at at once.
      length = used == 0 ? 2 * length : longest
      room = self.room(for: min(count - consumed, length), ofMessages: Self.shortestRecord)
      try await environment.channel.reserve(room)
    }
  }

  private func read(_ reader: LogFileReader, _ buffer: LogReadBuffer) async throws -> Int {
    let file = reader.queue.current
    let offset = reader.offset
    if let count = file.readCached(at: offset, into: buffer.bytes) { return count }
    return try await NIOThreadPool.singleton.runIfActive { file.read(at: offset, into: buffer.bytes) }
  }

  /// Decodes the records of some bytes of the current file, and has their lines processed.
  private mutating func process(
    _ bytes: UnsafeRawBufferPointer,
    isEnd: Bool,
    _ reader: inout LogFileReader,
    into batch: inout SourceBatch
  ) -> Int {
    // In variables of their own, since each is changed while another one is being used.
    var decoder = reader.takeDecoder()
    var assembler = reader.takeAssembler()
    var search = reader.takeSearch()
    var lineStart = reader.lineStart
    var lastStart: Int?
    let offset = reader.offset
    let consumed = decoder.decode(bytes, isEnd: isEnd) { message, start in
      if assembler.isBeginning(message) {
        assembler.finish { handOn($0, at: lineStart, &search, &lastStart, into: &batch) }
        lineStart = offset + start
      }
      assembler.append(message) { handOn($0, at: lineStart, &search, &lastStart, into: &batch) }
    } damage: { _ in
      // What is looked at again was told before.
      if search == nil { addGap(.damagedRecord) }
    }
    reader.decoder = decoder
    reader.assembler = assembler
    reader.search = search
    reader.lineStart = lineStart
    reader.advance(by: consumed, of: bytes)
    if lastLine.isSet { place = reader.place(at: lastStart) }
    return consumed
  }

  /// Hands on a line, unless another one is being searched. No local function, since what it captures would be checked
  /// for exclusive use at each line.
  private mutating func handOn(
    _ line: StampedLineAssembler.Line,
    at start: Int?,
    _ search: inout LogFileReader.Search?,
    _ lastStart: inout Int?,
    into batch: inout SourceBatch
  ) {
    guard search == nil else { return LogFileReader.look(at: line, &search) }
    process(line, into: &batch)
    lastStart = start
  }

  /// Hands on a line whose end will never come.
  private mutating func finishLine(_ reader: inout LogFileReader, at place: LogFilePlace?) async throws {
    guard reader.search == nil, reader.assembler.hasOpenLine else { return }
    openLine = reader.takeAssembler()
    self.place = place
    try await sendLast()
  }
}
