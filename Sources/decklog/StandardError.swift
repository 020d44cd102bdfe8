import Dispatch
import Glibc
import Logging
import Synchronization

/// Prints a command's messages.
enum StandardError {
  /// Whether this is a service, which must run and stop without a reader.
  private static let isService = Atomic(false)

  /// How long a printed message, and the end of the process, waits for its reader: without a limit unless
  /// this is a service.
  private static var patience: DispatchTimeInterval {
    isService.load(ordering: .relaxed) ? .seconds(1) : .never
  }

  private static let queue: MessageQueue = {
    atexit { StandardError.queue.flush(within: StandardError.patience) }
    return MessageQueue(descriptor: STDERR_FILENO)
  }()

  /// Prints one line after the program's name.
  static func print(_ message: String) {
    queue.append("decklog: \(message)")
    queue.flush(within: patience)
  }

  /// Makes this a service, which does not wait for a reader.
  static func serve() { isService.store(true, ordering: .relaxed) }

  /// A logger to standard error that never waits for the reader.
  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "decklog") { StreamLogHandler(label: $0, stream: queue) }
    logger.logLevel = level
    return logger
  }
}
