import Foundation
import Glibc
import ServiceLifecycle
import Synchronization

/// Shows events to a person, one line each, as they come.
///
/// It never holds collection up: what standard output does not take in time is not shown, and counted.
final class EventPrinter: Service {
  /// How many commits' records wait at most.
  private static let capacity = 256
  /// How long to wait before a standard output that takes nothing is tried again.
  private static let stoppedPause = Duration.milliseconds(50)

  private let isTerminal: Bool
  private let records: AsyncStream<[UInt8]>
  private let continuation: AsyncStream<[UInt8]>.Continuation
  private let skipped = Mutex(0)

  init(isTerminal: Bool) {
    self.isTerminal = isTerminal
    (records, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.capacity))
  }

  /// Takes records, one a line.
  func offer(_ lines: [UInt8]) {
    guard case .dropped(let dropped) = continuation.yield(lines) else { return }
    let count = dropped.count { $0 == UInt8(ascii: "\n") }
    skipped.withLock { $0 += count }
  }

  func run() async throws {
    let decoder = JSONDecoder()
    for await lines in records.cancelOnGracefulShutdown() {
      var text = ""
      for line in lines.split(separator: UInt8(ascii: "\n")) {
        guard let event = try? decoder.decode(EventLine.self, from: Data(line)) else { continue }
        text += event.text(isColoured: isTerminal) + "\n"
      }
      let missed = skipped.withLock { count in
        defer { count = 0 }
        return count
      }
      if missed > 0 { text += "… \(missed) events not shown\n" }
      guard await Self.write(Array(text.utf8)) else { return try await gracefulShutdown() }
    }
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
