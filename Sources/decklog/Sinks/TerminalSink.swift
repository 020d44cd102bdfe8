import Collector
import EventViews
import Glibc
import Records
import ServiceLifecycle
import Terminal

/// Shows events to a person, one line each, as they come.
///
/// It never holds collection up: what standard output does not take in time is not shown, and counted.
final class TerminalSink: RecordSink, Service {
  /// How long to wait before a standard output that takes nothing is tried again.
  private static let stoppedPause = Duration.milliseconds(50)

  private let isTerminal: Bool
  private let queue = RecordQueue()

  init(isTerminal: Bool) { self.isTerminal = isTerminal }

  /// Takes records.
  func offer(_ written: WrittenRecords) { queue.offer(written) }

  func run() async throws {
    let isColoured = TerminalEnvironment.isColoured(STDOUT_FILENO)
    var dropped = 0
    await withGracefulShutdownHandler { [queue, isTerminal] in
      await queue.forEach { written in
        // The terminal may have another size each time.
        let formatter = EventFormatter(columns: isTerminal ? TerminalSize(of: STDOUT_FILENO)?.columns : nil)
        var text = ""
        written.forEach { record in
          guard let event = EventRecord(json: record) else { return }
          text += formatter.line(event).encoded(isColoured: isColoured) + "\n"
        }
        let missed = queue.dropped - dropped
        dropped += missed
        if missed > 0 { text += "… \(missed) events not shown\n" }
        return await Self.write(Array(text.utf8))
      }
    } onGracefulShutdown: { [queue] in
      queue.finish()
    }
    // Where nobody reads any longer, collecting goes on.
    try await gracefulShutdown()
  }

  /// Writes to standard output, but never waits for it in a thread: a terminal may be stopped.
  ///
  /// - Returns: whether there is still somebody who reads.
  private static func write(_ text: [UInt8]) async -> Bool {
    var rest = text[...]
    while !rest.isEmpty, !Task.isCancelled, !Task.isShuttingDownGracefully {
      var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      guard poll(&state, 1, 0) > 0 else {
        try? await Task.sleep(for: stoppedPause)
        continue
      }
      // What a pipe that is ready takes without waiting (pipe(7), PIPE_BUF).
      let count = rest.prefix(Int(PIPE_BUF)).withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
