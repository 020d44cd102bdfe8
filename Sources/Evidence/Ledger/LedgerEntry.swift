internal import Basics
import Foundation

/// One line of the ledger: what was counted, where it was written, and what is missing.
///
/// Each entry has the digest of the line before it, which reveals a missing or changed line.
public struct LedgerEntry: Codable, Sendable, Hashable {
  /// Why an entry is written.
  public enum Kind: String, Codable, Sendable {
    /// The collector has started.
    case start
    /// A minute has passed, or much was written.
    case interval
    /// A gap or damage was found.
    case fault
    /// The collector has stopped in good order.
    case stop
  }

  /// What was written to one file.
  public struct File: Codable, Sendable, Hashable {
    /// `log` or `records`.
    public var target: String
    /// Numbers the files that had the path, one after another; each truncation starts a new one.
    public var generation: UInt64
    /// The file's inode.
    public var inode: UInt64
    /// Our bytes, as ascending pairs of offset and end.
    public var ranges: [[Int]]
    /// How many lines end in them.
    public var lines: Int
    /// The SHA-256 of all of them together.
    public var sha256: String

    /// Reports a segment that a journal has written.
    public init(_ segment: WrittenSegment) {
      target = segment.target.name
      generation = segment.generation
      inode = segment.inode
      ranges = segment.ranges.map { [$0.lowerBound, $0.upperBound] }
      lines = segment.lines
      sha256 = segment.digest
    }
  }

  /// A part of a container's output that is missing, or may be.
  public struct Gap: Codable, Sendable, Hashable {
    /// The container's id.
    public var container: String
    /// The container's name.
    public var name: String
    /// `stdout` or `stderr`.
    public var stream: String
    /// The reason.
    public var cause: String
    /// How many parts it stands for; `nil` means one.
    public var count: Int?
    /// The engine's time of the last line before it, RFC 3339.
    public var after: String?
    /// The engine's time of the first line after it, RFC 3339.
    public var before: String?

    /// Creates a gap.
    public init(
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
  public struct Resolution: Codable, Sendable, Hashable {
    /// The earlier entry's number.
    public var sequence: Int
    /// The container's id.
    public var container: String
    /// `stdout` or `stderr`.
    public var stream: String

    /// Creates a resolution.
    public init(sequence: Int, container: String, stream: String) {
      self.sequence = sequence
      self.container = container
      self.stream = stream
    }
  }

  /// The counts of one container.
  public struct Container: Codable, Sendable, Hashable {
    /// The container's name.
    public var name: String
    /// The counts, by the names they have everywhere.
    public var counts: [String: Int]

    /// Creates the counts of one container.
    public init(name: String, counts: [String: Int]) {
      self.name = name
      self.counts = counts
    }
  }

  /// Damage to a file.
  public struct DamageReport: Codable, Sendable, Hashable {
    /// `log`, `records` or `ledger`.
    public var target: String
    /// The kind of damage.
    public var kind: String
    /// How often it happened.
    public var count: Int

    /// Reports damage that a journal has found.
    public init(_ damage: Damage) {
      target = damage.target.name
      kind = damage.kind.rawValue
      count = damage.count
    }
  }

  /// A file that was copied and truncated: the copy has our bytes before an offset, and the rest was written again.
  public struct Truncation: Codable, Sendable, Hashable {
    /// `log`, `records` or `ledger`.
    public var target: String
    /// Numbers the files that had the path, one after another.
    public var generation: UInt64
    /// How many bytes of the file the copy has.
    public var kept: Int

    /// Reports a truncation that a journal has repaired.
    public init(_ truncated: TruncatedFile) {
      target = truncated.target.name
      generation = truncated.generation
      kept = truncated.kept
    }
  }

  /// The version of the format.
  public var version = 1
  /// The entry's number, from 1.
  public var sequence: Int
  /// The digest of the line before; empty for the first.
  public var previous: String
  /// The time of writing, RFC 3339.
  public var time: String
  /// The reason for writing it.
  public var kind: Kind
  /// The counts of all containers together, since the first start.
  public var counts: [String: Int]
  /// The counts of each container that has changed.
  public var containers: [String: Container] = [:]
  /// What was written since the last entry.
  public var files: [File] = []
  /// The files that were truncated.
  public var truncations: [Truncation] = []
  /// What is missing.
  public var gaps: [Gap] = []
  /// Where it is unknown whether something is missing; `nil` for nowhere.
  public var doubts: [Gap]?
  /// Resolved doubts of earlier entries: nothing is missing there; `nil` for none.
  public var resolved: [Resolution]?
  /// What was damaged.
  public var damages: [DamageReport] = []

  /// Decodes an entry.
  ///
  /// - Throws: `DecodingError`, also for numbers that no collector writes: sums over entries can't overflow.
  public init(from decoder: any Decoder) throws {
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

  /// The most lines or damages in one part of an entry: entries are written far sooner, and sums over as many entries as fit
  /// on a disk can't overflow.
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

  /// Creates an entry that reports nothing yet.
  public init(sequence: Int, previous: String, time: String, kind: Kind, counts: [String: Int]) {
    self.sequence = sequence
    self.previous = previous
    self.time = time
    self.kind = kind
    self.counts = counts
  }

  /// The entry as a line, with its LF.
  public func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// The digest of a line: the SHA-256 without the LF, in hexadecimal.
  public static func digest(of line: some Collection<UInt8>) -> String {
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
