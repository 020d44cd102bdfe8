import DockerEngine
import NIOCore

/// How far from its end a log holds a cursor's line.
enum CursorLocation: Sendable, Hashable {
  /// The line is among the last `tail` messages (`nil` means all), and not after the first `limit` of those.
  case within(tail: Int?, limit: Int)
  /// The line is not in the log. What stands behind `resumption` can't have been read before: it is the last line before
  /// the first one with a later time than the cursor's, which is `next`; `nil` means all.
  case lost(resumption: LogCursor?, next: EngineTimestamp?)
  /// The line is among the last `tail` messages, and what stands before those the engine can't read.
  case behindDamage(tail: Int)

  /// How many messages are looked at first, and by how much more each time.
  static let firstTail = 256
  private static let growth = 4
  /// A log with a terminal, whose messages can't be counted with certainty, is looked at whole after this many.
  private static let longestTerminalTail = 65_536
  /// How many more messages than were needed are asked for, since the container goes on writing.
  static let margin = 2
  /// Among how many messages the log's last line is looked for.
  private static let endTails = [1, 16, 256]

  /// How many messages to look at where `count` were new the last time.
  static func tail(for count: Int) -> Int {
    min(max(firstTail, margin * count), longestTerminalTail)
  }

  /// Looks for `cursor`, in tails of growing length.
  ///
  /// By the line and not by the time: after a step of the clock `since` repeats or loses lines, and with
  /// `follow` it stops delivering for good (Moby 20.10).
  ///
  /// - Parameter firstTail: how many messages to look at first.
  static func find(
    _ cursor: LogCursor,
    of output: OutputID,
    from firstTail: Int,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> CursorLocation {
    var tail: Int? = firstTail
    while true {
      var look = CursorLook(for: cursor)
      let messages = try await forEachLine(of: output, tail: tail, isComplete: true, details, environment) {
        look.take($0)
      }
      guard let asked = tail, details.hasTTY || messages >= asked else {
        if look.isFoundFromBeginning { return .within(tail: nil, limit: messages) }
        if look.last != (try await lastTime(of: output, details, environment)),
          let tail = try await tailBehindDamage(holding: cursor, of: output, details, environment)
        {
          return .behindDamage(tail: tail)
        }
        return .lost(resumption: look.resumption, next: look.next)
      }
      if look.isFoundInTail { return .within(tail: asked * margin, limit: asked * margin) }
      tail = details.hasTTY && asked >= longestTerminalTail ? nil : asked * growth
    }
  }

  /// The cursor of the last line that is whole; `nil` where there is none.
  static func end(
    of output: OutputID,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> LogCursor? {
    var last = LastLine()
    // With one tail the number of the first time's lines is not known.
    for tail in [firstTail, nil] where !last.isSet {
      var first: EngineTimestamp?
      try await forEachLine(of: output, tail: tail, isComplete: !details.isRunning, details, environment) {
        line in
        let start = first ?? line.timestamp
        first = start
        if tail == nil || start != line.timestamp { last.set(line) }
      }
    }
    if last.time != (try await lastTime(of: output, details, environment)), !details.hasTTY {
      // What stands before the last lines can't be read.
      let tail = try await tailBehindDamage(of: output, details, environment)
      try await forEachLine(of: output, tail: tail, isComplete: !details.isRunning, details, environment) {
        last.set($0)
      }
    }
    return last.take()
  }

  /// The time of the last line that is whole; `nil` where none is found.
  ///
  /// An engine ends its answer properly at a stretch of its log that it can't read (zeros in a json-file, Moby 20.10): the
  /// last lines must be asked for by themselves.
  static func lastTime(
    of output: OutputID,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> EngineTimestamp? {
    var last: EngineTimestamp?
    for tail in endTails where last == nil {
      try await forEachLine(of: output, tail: tail, isComplete: !details.isRunning, details, environment) {
        last = $0.timestamp
      }
    }
    return last
  }

  /// The longest tail that the engine can read whole: what stands behind the last damaged stretch of its log.
  ///
  /// - Returns: how many messages that is; 0 where not even the last can be read.
  static func tailBehindDamage(
    of output: OutputID,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> Int {
    func isWhole(_ tail: Int) async throws -> Bool {
      try await forEachLine(of: output, tail: tail, isComplete: false, details, environment) { _ in } >= tail
    }
    var whole = 0
    var next = 1
    while next <= longestTerminalTail, try await isWhole(next) {
      whole = next
      next *= 2
    }
    while next - whole > 1 {
      let middle = whole + (next - whole) / 2
      if try await isWhole(middle) { whole = middle } else { next = middle }
    }
    return whole
  }

  private static func tailBehindDamage(
    holding cursor: LogCursor,
    of output: OutputID,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> Int? {
    let tail = try await tailBehindDamage(of: output, details, environment)
    guard tail > 0 else { return nil }
    var search = CursorSearch(for: cursor, isFromBeginning: true)
    try await forEachLine(of: output, tail: tail, isComplete: true, details, environment) {
      search.look(at: $0)
    }
    return search.isFound ? tail : nil
  }

  /// What another collector has written of the output.
  static func find(
    _ output: OutputID,
    in existing: ExistingLog,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> ExistingPlacement.Finding {
    var placement = ExistingPlacement(in: existing)
    try await forEachLine(of: output, tail: nil, isComplete: !details.isRunning, details, environment) {
      placement.take($0)
    }
    return placement.finish()
  }

  /// Shows the lines that a log has now to `body`.
  ///
  /// - Parameters:
  ///   - tail: among how many messages; `nil` means all.
  ///   - isComplete: whether what follows the last LF is a line.
  /// - Returns: how many messages there were.
  @discardableResult
  private static func forEachLine(
    of output: OutputID,
    tail: Int?,
    isComplete: Bool,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment,
    _ body: (StampedLineAssembler.Line) -> Void
  ) async throws -> Int {
    var decoder = LogDecoder(hasTTY: details.hasTTY)
    var assembler = StampedLineAssembler(maximumLength: environment.settings.maxLine)
    let request = LogRequest(stream: output.stream, follow: false, tail: tail, includesOtherStream: true)
    try await environment.client.withLogs(of: output.container, request) { stream in
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
