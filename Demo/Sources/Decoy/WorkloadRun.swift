/// One run of a workload: its lines, where they go, and those not yet written.
struct WorkloadRun {
  /// Bytes that are gathered for one write.
  static let pieceSize = 128 * 1024

  /// Where lines go.
  enum Target {
    case stream(StandardStream)
    case file(LogFile)

    func write(_ bytes: [UInt8]) throws(Failure) {
      switch self {
      case .stream(let stream): try stream.write(bytes)
      case .file(let file): try file.write(bytes)
      }
    }
  }

  private let target: Target
  private var lines: WorkloadLines
  private var pending: [UInt8] = []

  init(target: Target, lines: WorkloadLines) {
    self.target = target
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
    try target.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
