import Basics

/// What the ledger says was written to one of the files that had a path one after another.
struct AuditedGeneration {
  let number: UInt64
  let segments: [AuditedSegment]
  let inodes: Set<UInt64>
  /// The segments that a file may contain.
  let verifiable: [Int]
  let start: Int
  let end: Int
  /// Segments beyond the end of their file's only copy, which has at most a part: their lines were written again.
  private let isCut: [Bool]
  private var isFound: [Bool]
  /// How many verifiable segments were not found yet.
  private var sought: Int

  /// - Parameter kept: how many bytes of the file its copy has; `nil` if it was not truncated.
  init(_ number: UInt64, _ segments: [AuditedSegment], kept: Int?) {
    self.number = number
    self.segments = segments
    inodes = Set(segments.map(\.inode))
    isCut = segments.map { segment in
      kept.map { kept in segment.ranges.contains { $0.upperBound > kept } } ?? false
    }
    isFound = segments.map { _ in false }
    verifiable = segments.indices.filter { [isCut] in !isCut[$0] && segments[$0].lines > 0 }
    start = verifiable.map { segments[$0].start }.min() ?? 0
    end = verifiable.map { segments[$0].end }.max() ?? 0
    sought = verifiable.count
  }

  var isComplete: Bool { sought == 0 }

  /// Notes that a segment was found as it was written.
  mutating func noteFound(_ index: Int) {
    if !isFound[index] { sought -= 1 }
    isFound[index] = true
  }

  var lines: Int { lines { _ in true } }
  var found: Int { lines { isFound[$0] } }
  /// Lines that were not found here, but were written again.
  var writtenAgain: Int { lines { !isFound[$0] && isCut[$0] } }
  var missing: Int { lines { !isFound[$0] && !isCut[$0] } }

  private func lines(_ isCounted: (Int) -> Bool) -> Int {
    segments.indices.reduce(0) { isCounted($1) ? $0.addingSaturated(segments[$1].lines) : $0 }
  }
}

/// ``LedgerEntry/File`` with every number checked.
struct AuditedSegment: Sendable, Hashable {
  let target: String
  let generation: UInt64
  let inode: UInt64
  /// Our bytes, in the ledger's order; none is empty.
  let ranges: [Range<Int>]
  /// How many lines end in them: at most one per byte.
  let lines: Int
  let sha256: String

  var start: Int { ranges.first?.lowerBound ?? 0 }
  /// Where the last byte, and our last line, ends.
  var end: Int { ranges.last?.upperBound ?? 0 }

  /// Whether each range follows the one before, as in any file that is only appended to.
  var isAscending: Bool { zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound } }

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
