import ArgumentParser
import Glibc
import Terminal

/// Where answers go.
enum QueryOutput {
  /// The width of the terminal that answers go to; `nil` where that is none.
  static var columns: Int? {
    TerminalEnvironment.isTerminal(STDOUT_FILENO) ? TerminalSize(of: STDOUT_FILENO)?.columns : nil
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
