import DockerEngine

@testable import Collector
@testable import DecoyEvents

extension SourceBatch {
  /// A batch of so many bytes; `number` stands in the counts.
  static func of(_ size: Int, number: Int = 0) -> SourceBatch {
    var lines = LineBatch()
    lines.raw = Array(repeating: UInt8(ascii: "x"), count: size / 2)
    lines.records = Array(repeating: UInt8(ascii: "y"), count: size - size / 2)
    lines.counts.lines = number
    let output = OutputID(container: "c0ffee", stream: .stdout)
    return SourceBatch(output: output, containerName: "omega-ssh", lines: lines)
  }
}
