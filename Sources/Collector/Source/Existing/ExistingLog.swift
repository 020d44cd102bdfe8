import Basics
import DecoyEvents
import DockerEngine
import RotatedFiles
import Synchronization

/// The lines at the end of another collector's raw log, with their copies, for many readers. It takes 16 bytes a line.
final class ExistingLog: Sendable {
  /// The bytes read from the log's end.
  static let window = 64 << 20
  /// The most lines, which bounds the memory for very short lines.
  static let lineLimit = 2 << 20
  /// How much later than the log's modification a line may be stamped, in nanoseconds: files have a coarser clock.
  private static let clockTick: Int64 = 1_000_000_000
  /// How many different lines all readers together may remember: for each line of the log, and at least.
  private static let marksPerLine = 2
  private static let fewestMarks = 1 << 16

  /// Sorted.
  private let digests: [LineDigest]
  /// Whether these are all lines of the log.
  let isWhole: Bool
  /// The latest time of a line in the log.
  let end: EngineTimestamp
  /// How many more lines readers may remember.
  private let freeMarks: Mutex<Int>

  /// - Parameters:
  ///   - digests: of the lines, in any order.
  ///   - modified: when the log was last written to, in nanoseconds since 1970.
  init(_ digests: [LineDigest], isWhole: Bool, modified: Int64) {
    self.digests = digests.sorted { $0.isBefore($1) }
    self.isWhole = isWhole
    end = EngineTimestamp(nanoseconds: modified.addingSaturated(Self.clockTick))
    freeMarks = Mutex(max(Self.fewestMarks, Self.marksPerLine * digests.count))
  }

  /// Reads the end of a log, and of its rotated files if the log is shorter.
  ///
  /// - Parameter longestLine: where lines are cut, in bytes.
  /// - Returns: `nil` if there are no readable lines.
  static func read(
    _ path: String,
    longestLine: Int,
    window: Int = window,
    lineLimit: Int = lineLimit
  ) -> ExistingLog? {
    guard let tail = LogTail(of: path, last: window) else { return nil }
    var digests: [LineDigest] = []
    var isCut = false
    // The index of the oldest line, once the limit is reached.
    var oldest = 0
    for part in tail.parts {
      var assembler = LineAssembler(maximumLength: longestLine)
      // A part that was cut begins in the middle of a line; its last line has no end yet.
      var isInLine = part.isCut
      tail.read(part) { bytes in
        assembler.append(bytes) { line in
          guard !isInLine else { return isInLine = false }
          guard let digest = ExistingLine.digest(of: line.bytes) else { return }
          guard digests.count >= lineLimit else { return digests.append(digest) }
          digests[oldest] = digest
          oldest = (oldest + 1) % lineLimit
          isCut = true
        }
      }
    }
    guard !digests.isEmpty else { return nil }
    return ExistingLog(digests, isWhole: tail.isWhole && !isCut, modified: tail.modified)
  }

  /// How many lines there are, with copies.
  var count: Int { digests.count }

  /// - Returns: the line's id, and how many copies there are; `nil` if there are none.
  func find(_ digest: LineDigest) -> (id: Int, copies: Int)? {
    let first = index(from: 0) { $0.isBefore(digest) }
    guard first < digests.count, digests[first] == digest else { return nil }
    guard first + 1 < digests.count, digests[first + 1] == digest else { return (first, 1) }
    return (first, index(from: first) { $0 == digest } - first)
  }

  /// The first index, from `start` on, for which `isBefore` is false.
  private func index(from start: Int, where isBefore: (LineDigest) -> Bool) -> Int {
    var (low, high) = (start, digests.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(digests[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Reserves room for remembering a line, until ``giveBackMarks(_:)``.
  func takeMark() -> Bool {
    freeMarks.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBackMarks(_ count: Int) { freeMarks.withLock { $0 += count } }
}

extension LineDigest {
  /// An order of digests.
  fileprivate func isBefore(_ other: LineDigest) -> Bool { (high, low) < (other.high, other.low) }
}
