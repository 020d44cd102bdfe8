import DecoyEvents
import DockerEngine

/// The line that was handed on last, as far as a cursor needs it: taken for each line, so it must cost little.
struct LastLine: Sendable {
  private var timestamp = EngineTimestamp(nanoseconds: 0)
  private var ordinal = 0
  private var length = 0
  private var beginning: [UInt8] = []
  private(set) var isSet = false

  mutating func set(_ line: StampedLineAssembler.Line) {
    timestamp = line.timestamp
    ordinal = line.ordinal
    length = line.line.length
    beginning.removeAll(keepingCapacity: true)
    beginning.append(contentsOf: line.line.bytes.prefix(LineDigest.coveredLength))
    isSet = true
  }

  /// The line's cursor, once.
  mutating func take() -> LogCursor? {
    guard isSet else { return nil }
    isSet = false
    let digest = beginning.withUnsafeBytes { LineDigest($0) }
    return LogCursor(timestamp: timestamp, ordinal: ordinal, length: length, digest: digest)
  }
}
