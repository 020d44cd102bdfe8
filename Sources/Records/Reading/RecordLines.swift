import Basics

/// Whole lines of a record file, and the place after them.
public struct RecordLines: Sendable, Hashable {
  /// The lines, each with its LF; may be empty.
  public var bytes: [UInt8]
  /// The place after them: whoever has dealt with them goes on from there.
  public var position: RecordFilePosition
  /// How many lines before or between them were too long, and are not among them.
  public var tooLong = 0
  /// How many lines are not among them because they were delivered before: after a truncation the collector writes again
  /// what the copy does not have.
  public var repeated = 0

  /// Shows each line to `body`, without its LF.
  public func forEach<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    // A closure that throws is not passed on by `withUnsafeBytes` with its own error.
    let result = bytes.withUnsafeBytes { bytes -> Result<Void, Failure> in
      do throws(Failure) {
        for line in LineWalk(bytes) { try body(UnsafeRawBufferPointer(rebasing: line)) }
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Takes out the lines that were delivered before.
  ///
  /// - Returns: how many.
  mutating func remove(_ rewritten: inout RewrittenLines) -> Int {
    var kept: [UInt8] = []
    var removed = 0
    for line in LineWalk(bytes) {
      let line = bytes[line.startIndex...line.endIndex]
      if !rewritten.isEmpty, line.withUnsafeBytes({ rewritten.remove($0) }) {
        removed += 1
      } else {
        kept += line
      }
    }
    bytes = kept
    return removed
  }
}
