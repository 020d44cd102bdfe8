import Basics
import EventViews
import Terminal

/// Output for other programs, made fit for a terminal where it goes to one all the same.
enum TerminalOutput {
  /// Lines in which nothing controls a terminal or can't be seen.
  ///
  /// - Parameters:
  ///   - lines: each with its line end.
  ///   - isJSON: whether they are JSON, which keeps its values.
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
