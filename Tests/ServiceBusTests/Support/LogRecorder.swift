import Logging
import Synchronization

/// Keeps what is logged.
final class LogRecorder: Sendable {
  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.entries.withLock { $0.append((event.level, event.message.description)) }
    }
  }

  private let entries = Mutex<[(level: Logger.Level, message: String)]>([])

  /// A logger that writes here.
  var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

  /// What was logged at a level.
  func messages(at level: Logger.Level) -> [String] {
    entries.withLock { $0.filter { $0.level == level }.map(\.message) }
  }
}
