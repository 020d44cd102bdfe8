import Basics
import DecoyEvents
package import DockerEngine

/// One output of one container: a stream, or a file that it writes.
package struct OutputID: Sendable, Hashable {
  /// The container's full id.
  package let container: String
  package let stream: LogRequest.Stream
  /// The path of a file in the container; `nil` for an output stream.
  package let file: String?

  package init(container: String, stream: LogRequest.Stream) {
    self.container = container
    self.stream = stream
    file = nil
  }

  package init(container: String, file: String) {
    self.container = container
    stream = .stdout
    self.file = file
  }

  /// The output's name in the ledger and in messages: `stdout`, `stderr` or the file's path.
  package var name: String { file ?? stream.rawValue }

  /// The stream of the output's messages.
  var messageStream: LogMessage.Stream { stream == .stdout ? .stdout : .stderr }
}

/// The last line read of an output.
///
/// It is identified by time and content, not by place, so a cursor is valid for any way of reading the log and across
/// any step of the clock.
package struct LogCursor: Sendable, Hashable {
  /// The engine's time of the line's first piece.
  package var timestamp: EngineTimestamp
  /// How many lines with the same time come directly before. Engines that stamp by the second have many.
  package var ordinal: Int
  /// Bytes of the original line, without its LF.
  package var length: Int
  /// Of the original line, whatever the settings.
  package var digest: LineDigest
}

/// Identifies a line: the first half of the SHA-256 of its beginning.
package struct LineDigest: Sendable, Hashable {
  /// The most bytes of a line that count: the lowest limit for lines, so that another limit finds the same line.
  static let coveredLength = 1024

  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of a line without its LF.
  package init(_ line: UnsafeRawBufferPointer) { self.init(line, covering: Self.coveredLength) }

  /// - Parameter length: how many bytes of the line count.
  init(_ line: UnsafeRawBufferPointer, covering length: Int) {
    (high, low) = SHA256.hash(UnsafeRawBufferPointer(rebasing: line.prefix(length))).words
  }
}

/// The last line, for a cursor. Set for each line, so it must be cheap.
struct LastLine: Sendable {
  private var timestamp = EngineTimestamp(nanoseconds: 0)
  private var ordinal = 0
  private var length = 0
  /// Reused from line to line.
  private var beginning: [UInt8] = []
  private var beginningLength = 0
  private(set) var isSet = false

  /// The line's time; `nil` if there is no line.
  var time: EngineTimestamp? { isSet ? timestamp : nil }

  mutating func set(_ line: StampedLineAssembler.Line) {
    timestamp = line.timestamp
    ordinal = line.ordinal
    length = line.line.length
    if beginning.isEmpty { beginning = [UInt8](repeating: 0, count: LineDigest.coveredLength) }
    beginningLength = min(line.line.bytes.count, LineDigest.coveredLength)
    let covered = UnsafeRawBufferPointer(rebasing: line.line.bytes[..<beginningLength])
    beginning.withUnsafeMutableBytes { $0.copyMemory(from: covered) }
    isSet = true
  }

  /// The line's cursor, once.
  mutating func take() -> LogCursor? {
    guard isSet else { return nil }
    isSet = false
    let digest = beginning.withUnsafeBytes {
      LineDigest(UnsafeRawBufferPointer(rebasing: $0[..<beginningLength]))
    }
    return LogCursor(timestamp: timestamp, ordinal: ordinal, length: length, digest: digest)
  }
}
