import Basics
import DecoyEvents
import DockerEngine
import Records
import Synchronization

/// The lines at the end of a raw log that another collector has written: how often each is there.
///
/// It takes 16 bytes a line, and is looked at by many readers at once.
final class ExistingLog: Sendable {
  /// How much of the log's end counts, in bytes.
  static let window = 64 << 20
  /// The most lines of it that count, so that a log of very short lines takes no more memory than others.
  static let lineLimit = 2 << 20
  /// How long after the log was last written to a line may have been stamped that is in it, in nanoseconds: files are
  /// stamped by a coarser clock than lines.
  private static let clockTick: Int64 = 1_000_000_000
  /// How many different lines may be remembered for each line of the log, by all readers together.
  private static let marksPerLine = 2
  /// How many they may be at the least.
  private static let fewestMarks = 1 << 16

  /// In their order, equal ones beside each other.
  private let digests: [LineDigest]
  /// Whether the log has no other lines: then a line that is not here is not in the log.
  let isWhole: Bool
  /// The last moment at which a line that is in the log may have been printed.
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

  /// Reads the end of a log, and of the files that rotations made of it where the log is shorter.
  ///
  /// - Parameter longestLine: as lines are cut, in bytes.
  /// - Returns: `nil` where there are no lines that can be read.
  static func read(
    _ path: String,
    longestLine: Int,
    window: Int = window,
    lineLimit: Int = lineLimit
  ) -> ExistingLog? {
    guard let tail = LogTail(of: path, last: window) else { return nil }
    var digests: [LineDigest] = []
    var isCut = false
    // The oldest of as many lines as there may be.
    var oldest = 0
    for part in tail.parts {
      var assembler = LineAssembler(maximumLength: longestLine)
      // What a part begins with is the end of a line, and what it ends with has no end yet.
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

  /// How many lines there are, equal ones counted each.
  var count: Int { digests.count }

  /// Finds a line.
  ///
  /// - Returns: a number of its own, and how often it is there; `nil` where it isn't.
  func find(_ digest: LineDigest) -> (id: Int, copies: Int)? {
    let first = index(from: 0) { $0.isBefore(digest) }
    guard first < digests.count, digests[first] == digest else { return nil }
    guard first + 1 < digests.count, digests[first + 1] == digest else { return (first, 1) }
    return (first, index(from: first) { $0 == digest } - first)
  }

  /// The first index, from one on, that a test is false for.
  private func index(from start: Int, where isBefore: (LineDigest) -> Bool) -> Int {
    var (low, high) = (start, digests.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBefore(digests[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Takes room for remembering a line; ``giveBackMarks(_:)`` gives it back.
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
