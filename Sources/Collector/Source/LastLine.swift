import Basics
import DecoyEvents
import DockerEngine

/// The line that was handed on last, as far as a cursor needs it: taken for each line, so it must cost little.
struct LastLine: Sendable {
  private var timestamp = EngineTimestamp(nanoseconds: 0)
  private var ordinal = 0
  private var length = 0
  /// Its memory stays the same from line to line, and is no longer than a cursor needs.
  private var beginning: [UInt8] = []
  private var beginningLength = 0
  private(set) var isSet = false

  /// The line's time; `nil` where there is no line.
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
