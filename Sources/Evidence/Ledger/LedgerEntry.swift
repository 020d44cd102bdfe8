internal import Basics
internal import Files
import FoundationEssentials

/// One line of the ledger: what was counted, where it was written, and what is missing.
///
/// Each entry has the digest of the line before it, which reveals a missing or changed line.
package struct LedgerEntry: Codable, Sendable, Hashable {
  package enum Kind: String, Codable, Sendable {
    case start
    /// A minute has passed, or much was written.
    case interval
    case fault
    case stop
  }

  /// What was written to one file.
  package struct File: Codable, Sendable, Hashable {
    /// `log` or `records`.
    package var target: String
    /// Numbers the files that had the path, one after another; each truncation starts a new one.
    package var generation: UInt64
    package var inode: UInt64
    /// Our bytes, as ascending pairs of offset and end.
    package var ranges: [[Int]]
    package var lines: Int
    /// The SHA-256 of all of them together.
    package var sha256: String

    package init(_ segment: WrittenSegment) {
      target = segment.target.name
      generation = segment.generation
      inode = segment.identity.inode
      ranges = segment.ranges.map { [$0.lowerBound, $0.upperBound] }
      lines = segment.lines
      sha256 = segment.digest
    }
  }

  /// A part of a container's output that is missing, or may be.
  package struct Gap: Codable, Sendable, Hashable {
    package var container: String
    package var name: String
    /// `stdout` or `stderr`.
    package var stream: String
    package var cause: String
    /// How many parts it stands for; `nil` means one.
    package var count: Int?
    /// The engine's time of the last line before it, RFC 3339.
    package var after: String?
    /// The engine's time of the first line after it, RFC 3339.
    package var before: String?

    package init(
      container: String,
      name: String,
      stream: String,
      cause: String,
      count: Int? = nil,
      after: String?,
      before: String?
    ) {
      self.container = container
      self.name = name
      self.stream = stream
      self.cause = cause
      self.count = count
      self.after = after
      self.before = before
    }
  }

  /// Resolves the doubts about one output in an earlier entry.
  package struct Resolution: Codable, Sendable, Hashable {
    package var sequence: Int
    package var container: String
    /// `stdout` or `stderr`.
    package var stream: String

    package init(sequence: Int, container: String, stream: String) {
      self.sequence = sequence
      self.container = container
      self.stream = stream
    }
  }

  package struct Container: Codable, Sendable, Hashable {
    package var name: String
    /// The counts, by the names they have everywhere.
    package var counts: [String: Int]

    package init(name: String, counts: [String: Int]) {
      self.name = name
      self.counts = counts
    }
  }

  package struct DamageReport: Codable, Sendable, Hashable {
    /// `log`, `records` or `ledger`.
    package var target: String
    package var kind: String
    package var count: Int

    package init(_ damage: Damage) {
      target = damage.target.name
      kind = damage.kind.rawValue
      count = damage.count
    }
  }

  /// A file that was copied and truncated: the copy has our bytes before an offset, and the rest was written again.
  package struct Truncation: Codable, Sendable, Hashable {
    /// `log`, `records` or `ledger`.
    package var target: String
    package var generation: UInt64
    package var kept: Int

    package init(_ truncated: TruncatedFile) {
      target = truncated.target.name
      generation = truncated.generation
      kept = truncated.kept
    }
  }

  package var version = 1
  package var sequence: Int
  /// The digest of the line before; empty for the first.
  package var previous: String
  package var time: String
  package var kind: Kind
  /// The counts of all containers together, since the first start.
  package var counts: [String: Int]
  /// The counts of each container that has changed.
  package var containers: [String: Container] = [:]
  package var files: [File] = []
  package var truncations: [Truncation] = []
  package var gaps: [Gap] = []
  /// Where it is unknown whether something is missing; `nil` for nowhere.
  package var doubts: [Gap]?
  /// Resolved doubts of earlier entries: nothing is missing there; `nil` for none.
  package var resolved: [Resolution]?
  package var damages: [DamageReport] = []

  /// - Throws: `DecodingError`, also for numbers that no collector writes: sums over entries can't overflow.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(Int.self, forKey: .version)
    sequence = try container.decode(Int.self, forKey: .sequence)
    previous = try container.decode(String.self, forKey: .previous)
    time = try container.decode(String.self, forKey: .time)
    kind = try container.decode(Kind.self, forKey: .kind)
    counts = try container.decode([String: Int].self, forKey: .counts)
    containers = try container.decode([String: Container].self, forKey: .containers)
    files = try container.decode([File].self, forKey: .files)
    truncations = try container.decode([Truncation].self, forKey: .truncations)
    gaps = try container.decode([Gap].self, forKey: .gaps)
    doubts = try container.decodeIfPresent([Gap].self, forKey: .doubts)
    resolved = try container.decodeIfPresent([Resolution].self, forKey: .resolved)
    damages = try container.decode([DamageReport].self, forKey: .damages)
    guard hasPossibleNumbers else {
      throw DecodingError.dataCorruptedError(
        forKey: .sequence,
        in: container,
        debugDescription: "a number that no collector writes"
      )
    }
  }

  /// The most lines or damages in one part of an entry, so that sums over a disk full of entries can't overflow.
  private static let mostInOne = 1 << 32
  /// Exceeds every offset and every sum over time.
  private static let most = Int(Slot.limit)

  private var hasPossibleNumbers: Bool {
    let sums = [counts] + containers.values.map(\.counts)
    return 1..<Self.most ~= sequence
      && sums.allSatisfy { $0.values.allSatisfy { 0..<Self.most ~= $0 } }
      && files.allSatisfy { file in
        0...Self.mostInOne ~= file.lines && file.generation < Slot.limit
          && file.ranges.allSatisfy { range in
            range.count == 2 && 0 <= range[0] && range[0] <= range[1] && range[1] < Self.most
          }
      }
      && truncations.allSatisfy { 0..<Self.most ~= $0.kept && $0.generation < Slot.limit }
      && damages.allSatisfy { 0...Self.mostInOne ~= $0.count }
  }

  package init(sequence: Int, previous: String, time: String, kind: Kind, counts: [String: Int]) {
    self.sequence = sequence
    self.previous = previous
    self.time = time
    self.kind = kind
    self.counts = counts
  }

  /// The entry as a line, with its LF.
  package func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// The digest of a line: the SHA-256 without the LF, in hexadecimal.
  package static func digest(of line: some Collection<UInt8>) -> String {
    var bytes = Array(line)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return SHA256.hash(bytes).hexadecimal
  }
}

extension EvidenceTarget {
  /// The file's name in the ledger.
  var name: String {
    switch self {
    case .log: "log"
    case .records: "records"
    case .ledger: "ledger"
    }
  }
}
