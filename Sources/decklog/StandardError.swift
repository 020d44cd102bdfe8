import Dispatch
import Glibc
import Logging

/// What a command has to say that is not its output.
enum StandardError {
  /// How long the end of a command, and each of its own messages, waits for whoever reads.
  private static let patience = DispatchTimeInterval.seconds(1)

  private static let queue: MessageQueue = {
    atexit { StandardError.queue.flush(within: StandardError.patience) }
    return MessageQueue(descriptor: STDERR_FILENO)
  }()

  /// Writes one line that begins with the program's name.
  static func print(_ message: String) {
    queue.append("decklog: \(message)")
    queue.flush(within: patience)
  }

  /// A logger to standard error. Nobody who logs waits for whoever reads.
  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "decklog") {
      StreamLogHandler(label: $0, stream: MessageStream(queue: queue))
    }
    logger.logLevel = level
    return logger
  }
}
