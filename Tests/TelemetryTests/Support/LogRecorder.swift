import Logging
import Synchronization

/// Keeps what is logged.
struct LogRecorder: LogHandler {
  /// What was logged.
  final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    /// Each with its level: `warning: …`.
    var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) { lines.withLock { $0.append(line) } }
  }

  let lines: Lines
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  /// A logger, and what it logs.
  static func make() -> (Logger, Lines) {
    let lines = Lines()
    return (Logger(label: "telemetry") { _ in LogRecorder(lines: lines) }, lines)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.append("\(event.level): \(event.message)") }
}
