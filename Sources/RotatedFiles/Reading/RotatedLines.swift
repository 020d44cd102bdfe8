internal import Basics

package struct RotatedLines: Sendable, Hashable {
  /// The lines, each with its LF; may be empty.
  package var bytes: [UInt8]
  /// The place after them, from which to go on once they are processed.
  package var position: RotatedFilePosition
  /// How many lines before or between them were left out as too long.
  package var tooLong = 0
  /// How many lines were left out as delivered before: after a truncation the collector writes again what the copy lacks.
  package var repeated = 0
  /// The indices of lines that were cut to the longest length, ascending.
  package var cut: [Int] = []
  /// Whether they are the first of a file.
  package var startsFile = false

  /// Calls `body` with each line, without its LF.
  package func forEach<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    // Not `withUnsafeBytes`, which doesn't rethrow typed errors.
    try bytes.withUnsafeBufferPointer { buffer throws(Failure) in
      for line in LineWalk(UnsafeRawBufferPointer(buffer)) {
        try body(UnsafeRawBufferPointer(rebasing: line))
      }
    }
  }

  /// Cuts lines to a length.
  ///
  /// - Parameter isFirstCut: whether the first line was cut before.
  mutating func cut(to length: Int, isFirstCut: Bool) {
    let long = LineWalk(bytes).enumerated().filter { $1.count > length }.map(\.offset)
    cut = isFirstCut && long.first != 0 ? [0] + long : long
    guard !long.isEmpty else { return }
    var kept: [UInt8] = []
    for line in LineWalk(bytes) {
      kept += line.prefix(length)
      kept.append(UInt8(ascii: "\n"))
    }
    bytes = kept
  }

  /// Removes lines that were delivered before; returns how many.
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
