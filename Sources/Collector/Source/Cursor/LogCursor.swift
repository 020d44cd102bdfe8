import Basics
import DecoyEvents
package import DockerEngine

/// One output of one container: what is followed, and what has a cursor.
package struct OutputID: Sendable, Hashable {
  /// The container's full id.
  package let container: String
  /// Which of its outputs.
  package let stream: LogRequest.Stream

  /// How messages of the output are marked.
  var messageStream: LogMessage.Stream { stream == .stdout ? .stdout : .stderr }

  /// An output.
  package init(container: String, stream: LogRequest.Stream) {
    self.container = container
    self.stream = stream
  }
}

/// How far one output of a container has been read: the last line.
///
/// A line is identified by what the engine and the container said, not by where it stands, so a cursor is valid for any
/// way of reading the log, and across any step of the clock.
package struct LogCursor: Sendable, Hashable {
  /// The engine's time of the line's first piece.
  package var timestamp: EngineTimestamp
  /// How many lines with the same time stand directly before it. Engines that stamp by the second have many.
  package var ordinal: Int
  /// The length of the line as it came, without its LF, in bytes.
  package var length: Int
  /// A digest of the line's beginning as it came: no setting changes it.
  package var digest: LineDigest
}

/// Identifies a line: the first half of the SHA-256 of its beginning.
package struct LineDigest: Sendable, Hashable {
  /// The most bytes of a line that count: no more than the shortest limit that lines can be given, so that another
  /// limit finds the same line.
  static let coveredLength = 1024

  /// The digest's two words.
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

/// The last line, as far as a cursor needs it. Set for each line, so it must cost little.
struct LastLine: Sendable {
  private var timestamp = EngineTimestamp(nanoseconds: 0)
  private var ordinal = 0
  private var length = 0
  /// Reused from line to line, and no longer than a cursor needs.
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
