import Basics

/// What the ledger says was written to one of the files that had a name one after another.
struct AuditedGeneration {
  let number: UInt64
  let segments: [AuditedSegment]
  /// The inodes of the files that it was written to.
  let inodes: Set<UInt64>
  /// The segments that can be looked for in a file.
  let verifiable: [Int]
  /// Where the first of those begins.
  let start: Int
  /// Where the last of them ends.
  let end: Int
  /// Which segments reach behind the end of the only copy of their file: it has them in part, and their lines were
  /// written again.
  private let isCut: [Bool]
  /// Which segments were found as they were written.
  private var isFound: [Bool]
  /// How many that can be looked for were not found yet.
  private var sought: Int

  /// - Parameter kept: how many bytes of the file its copy has; `nil` where it was not truncated.
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

  /// Whether all that can be found was.
  var isComplete: Bool { sought == 0 }

  /// A segment stands somewhere as it was written.
  mutating func noteFound(_ index: Int) {
    if !isFound[index] { sought -= 1 }
    isFound[index] = true
  }

  /// How many lines were written.
  var lines: Int { lines { _ in true } }
  /// How many of them were found.
  var found: Int { lines { isFound[$0] } }
  /// How many of the rest were written again.
  var writtenAgain: Int { lines { !isFound[$0] && isCut[$0] } }
  /// How many are missing.
  var missing: Int { lines { !isFound[$0] && !isCut[$0] } }

  private func lines(_ isCounted: (Int) -> Bool) -> Int {
    segments.indices.reduce(0) { isCounted($1) ? $0.addingSaturated(segments[$1].lines) : $0 }
  }
}
