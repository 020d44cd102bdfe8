import DockerEngine
import NIOCore

/// How far from its end a log holds a cursor's line.
enum CursorLocation: Sendable, Hashable {
  /// The line is among the last `tail` messages (`nil` means all), and not after the first `limit` of those.
  case within(tail: Int?, limit: Int)
  /// The line is not in the log. What stands behind the first of these lines that is new can't have been read
  /// before: it is the last line before the first one with a later time than the cursor's; `nil` means all.
  case lost(LogCursor?)

  /// How many messages are looked at first, and by how much more each time.
  static let firstTail = 256
  private static let growth = 4
  /// A log with a terminal, whose messages can't be counted with certainty, is looked at whole after this many.
  private static let longestTerminalTail = 65_536
  /// How many more messages than were needed are asked for, since the container goes on writing.
  private static let margin = 2

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
        return look.isFoundFromBeginning ? .within(tail: nil, limit: messages) : .lost(look.resumption)
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
    return last.take()
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
