import Basics
import Glibc
import Logging

/// What a command has to say that is not its output.
///
/// Names, drivers and paths come from an engine, and what containers print is not far: whatever is said, it is one line,
/// and nothing in it controls a terminal.
enum StandardError {
  /// The longest line, in bytes: more than anything that decklog says by itself.
  static let lineLimit = 8 << 10

  /// Writes one line that begins with the program's name.
  static func print(_ message: String) { write(line(of: "decklog: \(message)")) }

  /// A logger to standard error.
  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "decklog") {
      StreamLogHandler(label: $0, stream: Lines(), metadataProvider: nil)
    }
    logger.logLevel = level
    return logger
  }

  /// A text as one line, with its end.
  static func line(of text: String) -> String { PrintableText.make(from: text.utf8, limit: lineLimit) + "\n" }

  private static func write(_ line: String) {
    var line = line
    line.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Takes what a logger writes, which is one line at a time.
  private struct Lines: TextOutputStream, Sendable {
    func write(_ string: String) { StandardError.write(StandardError.line(of: string)) }
  }
}
