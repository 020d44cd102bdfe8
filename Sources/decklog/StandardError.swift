import Dispatch
import Glibc
import Logging
import Synchronization

/// What a command has to say that is not its output.
enum StandardError {
  /// Whether something runs that must go on, and end, when nobody reads.
  private static let isService = Atomic(false)

  /// How long a message of a command's own, and its end, waits for whoever reads: a person who holds his terminal sees
  /// all, and a service goes on.
  private static var patience: DispatchTimeInterval {
    isService.load(ordering: .relaxed) ? .seconds(1) : .never
  }

  private static let queue: MessageQueue = {
    atexit { StandardError.queue.flush(within: StandardError.patience) }
    return MessageQueue(descriptor: STDERR_FILENO)
  }()

  /// Writes one line that begins with the program's name.
  static func print(_ message: String) {
    queue.append("decklog: \(message)")
    queue.flush(within: patience)
  }

  /// From now on something runs that must go on, and end, when nobody reads.
  static func serve() { isService.store(true, ordering: .relaxed) }

  /// A logger to standard error. Nobody who logs waits for whoever reads.
  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "decklog") {
      StreamLogHandler(label: $0, stream: MessageStream(queue: queue))
    }
    logger.logLevel = level
    return logger
  }
}
