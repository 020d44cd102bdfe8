public import Logging
import Synchronization

/// Keeps what is logged.
public struct LogRecorder: LogHandler {
  /// What was logged.
  public final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    /// Each with its level: `warning: …`.
    public var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) { lines.withLock { $0.append(line) } }
  }

  let lines: Lines
  /// What is logged with every line; not kept.
  public var metadata: Logger.Metadata = [:]
  /// Everything.
  public var logLevel = Logger.Level.trace

  /// A logger, and what it logs.
  public static func make() -> (Logger, Lines) {
    let lines = Lines()
    return (Logger(label: "test") { _ in LogRecorder(lines: lines) }, lines)
  }

  /// A part of the metadata.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Keeps a line.
  public func log(event: LogEvent) { lines.append("\(event.level): \(event.message)") }
}
