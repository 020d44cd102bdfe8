/// What an entry of the ledger says was written to one file: ``LedgerEntry/File``, with every number checked.
struct AuditedSegment: Sendable, Hashable {
  let target: String
  let generation: UInt64
  let inode: UInt64
  /// Where our bytes stand, as the ledger has it; none is empty.
  let ranges: [Range<Int>]
  /// How many lines end in them; no more than there are bytes.
  let lines: Int
  let sha256: String

  /// Where the first byte stands.
  var start: Int { ranges.first?.lowerBound ?? 0 }
  /// Where the last byte ends: our last line does too.
  var end: Int { ranges.last?.upperBound ?? 0 }

  /// Whether each range stands behind the one before, as in any file that is only appended to.
  var isAscending: Bool {
    zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }

  /// - Returns: `nil` for numbers that no collector writes.
  init?(_ file: LedgerEntry.File) {
    var bytes = 0
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(file.ranges.count)
    for pair in file.ranges {
      guard pair.count == 2, 0 <= pair[0], pair[0] <= pair[1] else { return nil }
      let (sum, overflow) = bytes.addingReportingOverflow(pair[1] - pair[0])
      guard !overflow else { return nil }
      bytes = sum
      if pair[0] < pair[1] { ranges.append(pair[0]..<pair[1]) }
    }
    guard 0...bytes ~= file.lines else { return nil }
    target = file.target
    generation = file.generation
    inode = file.inode
    self.ranges = ranges
    lines = file.lines
    sha256 = file.sha256
  }
}
