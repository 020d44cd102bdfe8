/// Reads lines that come from nowhere, and writes the records of those that are events.
public struct RecordWriter: Sendable {
  private var reader = EventReader()
  private var context = RecordContext()

  /// A writer; reuse it, since it keeps its scratch space.
  public init() {}

  /// Appends the record of a line and an LF.
  ///
  /// - Parameter line: as it came; what is at its end is trimmed.
  /// - Returns: whether the line is an event. If not, nothing is appended.
  public mutating func append(_ line: LineAssembler.Line, to output: inout [UInt8]) -> Bool {
    let trimmed = line.bytes.slice(0..<LineTrimming.trimmedCount(of: line.bytes))
    defer { reader.releaseExcess() }
    guard reader.read(trimmed) else { return false }
    context.isCut = line.isCut
    RecordEncoder.encode(reader.event, of: trimmed, in: context, into: &output)
    return true
  }
}
