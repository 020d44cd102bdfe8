import ArgumentParser
import Basics
import Glibc
import Terminal

/// Standard output, for answers.
enum QueryOutput {
  /// The width of the terminal; `nil` if standard output is none.
  static var columns: Int? {
    TerminalEnvironment.isTerminal(STDOUT_FILENO) ? TerminalSize(of: STDOUT_FILENO)?.columns : nil
  }

  /// Writes JSON or comma-separated values, without control characters if they go to a terminal.
  static func write(_ lines: String, isJSON: Bool) throws {
    guard TerminalEnvironment.isTerminal(STDOUT_FILENO) else { return try write(lines) }
    let printable = TerminalOutput.printable(Array(lines.utf8), isJSON: isJSON)
    try write(String(decoding: printable, as: UTF8.self))
  }

  /// Writes text. A closed pipe ends the process with success.
  static func write(_ text: String) throws {
    do throws(StandardOutput.Stop) {
      try StandardOutput.write(Array(text.utf8))
    } catch {
      switch error {
      case .closed, .interrupted: throw ExitCode.success
      case .failed(let error):
        StandardError.print(error.description)
        throw ExitCode(EX_IOERR)
      }
    }
  }
}
