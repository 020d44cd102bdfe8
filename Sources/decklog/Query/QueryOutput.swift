import ArgumentParser
import Basics
import Glibc
import Terminal

/// Where answers go.
enum QueryOutput {
  /// The width of the terminal that answers go to; `nil` where that is none.
  static var columns: Int? {
    TerminalEnvironment.isTerminal(STDOUT_FILENO) ? TerminalSize(of: STDOUT_FILENO)?.columns : nil
  }

  /// Writes what is meant for other programs.
  ///
  /// - Parameter isJSON: whether it is JSON, or else comma-separated values.
  static func write(_ lines: String, isJSON: Bool) throws {
    guard TerminalEnvironment.isTerminal(STDOUT_FILENO) else { return try write(lines) }
    let printable = TerminalOutput.printable(Array(lines.utf8), isJSON: isJSON)
    try write(String(decoding: printable, as: UTF8.self))
  }

  /// Writes text to standard output. That nobody reads it any longer ends the process quietly.
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
