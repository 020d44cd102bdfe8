import DockerEngine
import NIOCore

/// One output's log as the engine's API shows it, to be searched without delivering anything.
struct EngineLog {
  /// Where the log has a cursor's line.
  enum Location: Sendable, Hashable {
    /// Among the last `tail` messages (`nil` means all), and not after the first `limit` of those.
    case within(tail: Int?, limit: Int)
    /// Not in the log. What stands behind `resumption` can't have been read before: it is the last line before the first
    /// one with a later time than the cursor's, which is `next`; `nil` means all.
    case lost(resumption: LogCursor?, next: EngineTimestamp?)
    /// Among the last `tail` messages; the engine can't read what stands before those.
    case behindDamage(tail: Int)
  }

  /// How many messages are searched first, and by what factor more each time.
  static let firstTail = 256
  private static let growth = 4
  /// A log with a terminal, whose messages can't be counted reliably, is searched whole after this many.
  private static let longestTerminalTail = 65_536
  /// How many times more messages are asked for than were needed: the container goes on writing.
  static let margin = 2
  /// Among how many messages the log's last line is searched.
  private static let endTails = [1, 16, 256]

  private let output: OutputID
  private let details: ContainerDetails
  private let environment: CollectorEnvironment

  init(of delivery: OutputDelivery, _ details: ContainerDetails) {
    output = delivery.output
    self.details = details
    environment = delivery.environment
  }

  /// How many messages to ask for if `count` were new the last time.
  static func tail(for count: Int) -> Int { min(max(firstTail, margin * count), longestTerminalTail) }

  /// A request for the log's tail.
  ///
  /// - Parameter tail: messages of both outputs; `nil` means all.
  func request(tail: Int?, follow: Bool = false) -> LogRequest {
    LogRequest(stream: output.stream, follow: follow, tail: tail, includesOtherStream: true)
  }

  /// Searches for a cursor's line in tails of growing length.
  ///
  /// - Parameter firstTail: how many messages to search first.
  func find(_ cursor: LogCursor, from firstTail: Int) async throws -> Location {
    var tail: Int? = firstTail
    while true {
      var look = CursorLook(for: cursor)
      let messages = try await forEachLine(tail: tail, isComplete: true) { look.take($0) }
      guard let asked = tail, details.hasTTY || messages >= asked else {
        if look.isFoundFromBeginning { return .within(tail: nil, limit: messages) }
        if look.last != (try await lastTime()), let tail = try await tailBehindDamage(holding: cursor) {
          return .behindDamage(tail: tail)
        }
        return .lost(resumption: look.resumption, next: look.next)
      }
      if look.isFoundInTail { return .within(tail: asked * Self.margin, limit: asked * Self.margin) }
      tail = details.hasTTY && asked >= Self.longestTerminalTail ? nil : asked * Self.growth
    }
  }

  /// The cursor of the last complete line; `nil` if there is none.
  func end() async throws -> LogCursor? {
    let isComplete = !details.isRunning
    var last = LastLine()
    // With a single tail the ordinals of lines with the first time are not known.
    for tail in [Self.firstTail, nil] where !last.isSet {
      var first: EngineTimestamp?
      try await forEachLine(tail: tail, isComplete: isComplete) { line in
        let start = first ?? line.timestamp
        first = start
        if tail == nil || start != line.timestamp { last.set(line) }
      }
    }
    if last.time != (try await lastTime()), !details.hasTTY {
      // What stands before the last lines can't be read.
      let tail = try await tailBehindDamage()
      try await forEachLine(tail: tail, isComplete: isComplete) { last.set($0) }
    }
    return last.take()
  }

  /// The time of the last complete line; `nil` if none is found.
  ///
  /// An engine ends its answer normally at a stretch of its log that it can't read (zeros in a json-file, Moby 20.10), so
  /// the last lines have to be asked for by themselves.
  func lastTime() async throws -> EngineTimestamp? {
    var last: EngineTimestamp?
    for tail in Self.endTails where last == nil {
      try await forEachLine(tail: tail, isComplete: !details.isRunning) { last = $0.timestamp }
    }
    return last
  }

  /// The longest tail that the engine can read: what stands behind the last damaged stretch of its log.
  ///
  /// - Returns: how many messages that is; 0 if not even the last can be read.
  func tailBehindDamage() async throws -> Int {
    func isReadable(_ tail: Int) async throws -> Bool {
      try await forEachLine(tail: tail, isComplete: false) { _ in } >= tail
    }
    var readable = 0
    var next = 1
    while next <= Self.longestTerminalTail, try await isReadable(next) {
      readable = next
      next *= 2
    }
    while next - readable > 1 {
      let middle = readable + (next - readable) / 2
      if try await isReadable(middle) { readable = middle } else { next = middle }
    }
    return readable
  }

  private func tailBehindDamage(holding cursor: LogCursor) async throws -> Int? {
    let tail = try await tailBehindDamage()
    guard tail > 0 else { return nil }
    var search = CursorSearch(for: cursor, isFromBeginning: true)
    try await forEachLine(tail: tail, isComplete: true) { search.look(at: $0) }
    return search.isFound ? tail : nil
  }

  /// Up to where another collector has written the output.
  func placement(in existing: ExistingLog) async throws -> ExistingPlacement.Finding {
    var placement = ExistingPlacement(in: existing)
    try await forEachLine(tail: nil, isComplete: !details.isRunning) { placement.take($0) }
    return placement.finish()
  }

  /// Calls `body` with the lines that the log has now.
  ///
  /// - Parameters:
  ///   - tail: among how many messages; `nil` means all.
  ///   - isComplete: whether what follows the last LF is a line.
  /// - Returns: how many messages there were.
  @discardableResult
  private func forEachLine(
    tail: Int?,
    isComplete: Bool,
    _ body: (StampedLineAssembler.Line) -> Void
  ) async throws -> Int {
    var decoder = LogDecoder(hasTTY: details.hasTTY)
    var assembler = StampedLineAssembler(maximumLength: environment.settings.maxLine)
    try await environment.client.withLogs(of: output.container, request(tail: tail)) { stream in
      while let bytes = try await stream.next() {
        try bytes.withUnsafeReadableBytes { bytes in
          try decoder.decode(bytes) { message in
            if message.stream == output.messageStream { assembler.append(message, body) }
          }
        }
      }
    }
    if isComplete {
      try decoder.finish { message in
        if message.stream == output.messageStream { assembler.append(message, body) }
      }
      assembler.finish(body)
    }
    return decoder.messageCount
  }
}
