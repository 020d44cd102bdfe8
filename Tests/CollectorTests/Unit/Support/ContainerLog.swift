import Basics
import DockerEngine

@testable import Collector
@testable import DecoyEvents

/// The messages of a container's log, and the lines that they come to.
struct ContainerLog {
  /// A line, copied.
  struct Line: Hashable, CustomStringConvertible {
    let text: String
    let time: Int64
    let ordinal: Int

    init(_ text: String, _ time: Int64, _ ordinal: Int = 0) {
      self.text = text
      self.time = time
      self.ordinal = ordinal
    }

    var description: String { "\(text)@\(time)#\(ordinal)" }
  }

  private let messages: [(text: String, time: Int64)]

  init(_ messages: [(String, Int64)]) {
    self.messages = messages.map { (text: $0.0, time: $0.1) }
  }

  /// What the assembler makes of the messages.
  func lines(maximumLength: Int = 1 << 20) -> [Line] {
    var lines: [Line] = []
    forEachLine(maximumLength: maximumLength) { line in
      let text = String(decoding: line.line.bytes, as: UTF8.self)
      lines.append(Line(text, line.timestamp.nanoseconds, line.ordinal))
    }
    return lines
  }

  func forEachLine(maximumLength: Int = 1 << 20, _ body: (StampedLineAssembler.Line) -> Void) {
    var assembler = StampedLineAssembler(maximumLength: maximumLength)
    for (text, time) in messages {
      Array(text.utf8).withUnsafeBytes { bytes in
        let timestamp = EngineTimestamp(nanoseconds: time)
        assembler.append(LogMessage(stream: .stdout, timestamp: timestamp, content: bytes), body)
      }
    }
    assembler.finish(body)
  }

  /// The cursor of a line.
  static func cursor(_ line: Line) -> LogCursor {
    let digest = Array(line.text.utf8).withUnsafeBytes { LineDigest($0) }
    return LogCursor(
      timestamp: EngineTimestamp(nanoseconds: line.time),
      ordinal: line.ordinal,
      length: line.text.utf8.count,
      digest: digest
    )
  }
}
