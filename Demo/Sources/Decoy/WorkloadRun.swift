/// One run of a workload: its lines, where they go, and those not yet written.
struct WorkloadRun {
  /// Bytes that are gathered for one write.
  private static let pieceSize = 128 * 1024

  private let stream: StandardStream
  private var lines: WorkloadLines
  private var pending: [UInt8] = []

  init(stream: StandardStream, lines: WorkloadLines) {
    self.stream = stream
    self.lines = lines
  }

  /// Adds line `number`, and writes when enough has come together.
  mutating func write(_ number: Int, at time: Int, newline: Bool) throws(Failure) {
    lines.append(number, at: time, to: &pending)
    if newline { pending.append(UInt8(ascii: "\n")) }
    if pending.count >= Self.pieceSize { try flush() }
  }

  /// Writes what has come together.
  mutating func flush() throws(Failure) {
    try stream.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
