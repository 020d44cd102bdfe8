import DockerEngine
import NIOCore

/// How far from its end a log holds a cursor's line.
enum CursorLocation: Sendable, Hashable {
  /// The line is among the last `tail` messages (`nil` means all), and not after the first `limit` of those.
  case within(tail: Int?, limit: Int)
  /// The line is not in the log: all that is there is new, and what came between is lost.
  case lost

  /// How often a log that grows while it is looked at is looked at again.
  static let attempts = 5
  /// How many messages are looked at first, and by how much more each time.
  private static let firstTail = 256
  private static let growth = 4
  /// How many more messages than were needed are asked for, since the container goes on writing.
  private static let margin = 2

  /// Looks for `cursor`, in tails of growing length.
  ///
  /// By the line and not by the time: after a step of the clock `since` repeats or loses lines, and with
  /// `follow` it stops delivering for good (Moby 20.10).
  static func find(
    _ cursor: LogCursor,
    of output: OutputID,
    _ details: ContainerDetails,
    _ environment: CollectorEnvironment
  ) async throws -> CursorLocation {
    var tail = firstTail
    while true {
      var search = CursorSearch(for: cursor, isFromBeginning: false)
      var wholeSearch = CursorSearch(for: cursor, isFromBeginning: true)
      var decoder = LogDecoder(hasTTY: details.hasTTY)
      var assembler = StampedLineAssembler(maximumLength: environment.settings.maxLine)
      var messages = 0
      func look(_ line: StampedLineAssembler.Line) {
        search.look(at: line)
        wholeSearch.look(at: line)
      }
      let request = LogRequest(
        stream: output.stream,
        follow: false,
        tail: tail,
        includesOtherStream: true
      )
      try await environment.client.withLogs(of: output.container, request) { stream in
        while let bytes = try await stream.next() {
          try bytes.withUnsafeReadableBytes { bytes in
            try decoder.decode(bytes) { message in
              messages += 1
              if message.stream == output.messageStream { assembler.append(message, look) }
            }
          }
        }
      }
      try decoder.finish { message in assembler.append(message, look) }
      assembler.finish(look)
      let isWhole = messages < tail
      if isWhole { return wholeSearch.isFound ? .within(tail: nil, limit: messages) : .lost }
      if search.isFound { return .within(tail: tail * margin, limit: tail * margin) }
      tail *= growth
    }
  }
}
