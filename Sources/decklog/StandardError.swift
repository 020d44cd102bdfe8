import Glibc
import Logging

/// What a command has to say that is not its output.
enum StandardError {
  /// Writes one line that begins with the program's name.
  static func print(_ message: String) {
    var line = "decklog: \(message)\n"
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// A logger to standard error.
  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "decklog") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    return logger
  }
}
