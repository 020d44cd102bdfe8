package import Basics
package import Collector
import EventViews
import Glibc
import Records
import ServiceLifecycle
import Terminal

/// Prints events as they are recorded, one line each. Those that standard output does not take in time are counted.
package final class TerminalSink: RecordSink, Service {
  package static var settings: [SettingDescription] { [Settings.printEvents] }

  /// The pause before a standard output that takes nothing is tried again.
  private static let stoppedPause = Duration.milliseconds(50)

  private let isTerminal = TerminalEnvironment.isTerminal(STDOUT_FILENO)
  private let queue = RecordQueue()

  package static func read(_ reader: inout SettingReader, _ flags: Flags) -> SinkMaker? {
    flags[isOn: Settings.printEvents] ? { _ in TerminalSink() } : nil
  }

  package func offer(_ written: WrittenRecords) { queue.offer(written) }

  package func run() async throws {
    let isColoured = TerminalEnvironment.isColoured(STDOUT_FILENO)
    var dropped = 0
    await withGracefulShutdownHandler { [queue, isTerminal] in
      await queue.forEach { written in
        // The terminal may have been resized.
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
    // Collection goes on without a reader.
    try await gracefulShutdown()
  }

  /// Writes to standard output without blocking a thread (a terminal may be stopped); `false` if its reader is gone.
  private static func write(_ text: [UInt8]) async -> Bool {
    var rest = text[...]
    while !rest.isEmpty, !Task.isCancelled, !Task.isShuttingDownGracefully {
      var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      guard poll(&state, 1, 0) > 0 else {
        try? await Task.sleep(for: stoppedPause)
        continue
      }
      // A pipe that is ready takes this much without blocking (pipe(7), PIPE_BUF).
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

extension Settings {
  package static let printEvents = flag(
    "--print-events",
    "Print each event on standard output, as one readable line."
  )
}
