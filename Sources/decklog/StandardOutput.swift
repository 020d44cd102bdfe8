import ArgumentParser
import Basics
import EventViews
import Glibc
import Terminal

/// Writes a command's results.
enum StandardOutput {
  /// Why a write ended early.
  enum Stop: Error {
    /// The reader is gone.
    case closed
    /// A signal came.
    case interrupted
    case failed(FileError)
  }

  /// Writes all bytes, however slow the reader.
  static func write(_ bytes: [UInt8]) throws(Stop) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else {
        switch errno {
        case EINTR: throw .interrupted
        case EPIPE: throw .closed
        case let code: throw .failed(FileError(writing: "standard output", code))
        }
      }
    }
  }
}

/// Makes output for other programs safe for a terminal.
enum TerminalOutput {
  /// Lines, each with its line end, without control or invisible characters. JSON keeps its values.
  static func printable(_ lines: [UInt8], isJSON: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(lines.count)
    for line in LineWalk(lines) {
      if isJSON {
        result += TerminalJSON.escaped(line)
      } else {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        result += TerminalText.printable(String(decoding: text, as: UTF8.self)).utf8
      }
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }
}

/// A file that can't be read or written.
typealias FileError = CodedError<FileErrorCode>

enum FileErrorCode: ErrorCode {
  /// Other files may still be read.
  case reading
  case writing
}

extension FileError {
  init(reading file: String, _ number: Int32) { self.init(.reading, "cannot read \(file)", errno: number) }

  init(writing file: String, _ number: Int32) { self.init(.writing, "cannot write \(file)", errno: number) }

  /// Prints the error, and returns the exit status.
  func reported() -> ExitCode {
    StandardError.print(message)
    return ExitCode(code == .reading ? EX_NOINPUT : EX_IOERR)
  }
}
