import Basics

/// The accounting of lines.
public struct LineCounts: Sendable, Hashable {
  /// Non-empty lines: ``records`` + ``heldBack`` + ``dropped`` + ``notEvents``.
  public var lines = 0
  /// Events that became records.
  public var records = 0
  /// Events held back by the flood gate.
  public var heldBack = 0
  /// Events of native daemons, which are not decoys.
  public var dropped = 0
  /// Lines that are not RFC 5424.
  public var notEvents = 0
  /// Empty lines, not part of ``lines``.
  public var empty = 0
  /// The size of the lines in the raw log, LFs included.
  public var bytes = 0
  /// Lines cut to the maximum length.
  public var cut = 0
  /// Events with malformed structured data.
  public var malformedSD = 0
  /// Events that claimed to come from another decky of the fleet.
  public var identityMismatch = 0
  /// Stretches of a container's output that could not be read.
  public var gaps = 0
  /// Stretches of which it can't be known whether anything is missing.
  public var doubts = 0

  /// All zero.
  public init() {}

  /// Whether every line is accounted for.
  public var isBalanced: Bool { lines == records &+ heldBack &+ dropped &+ notEvents }

  /// One of the numbers.
  public struct Counter: Sendable {
    /// The name in heartbeat, ledger, status and metrics.
    public let name: String
    /// What it counts, as a sentence.
    public let help: String
    /// The property.
    public let path: any WritableKeyPath<LineCounts, Int> & Sendable

    fileprivate init(_ name: String, _ path: any WritableKeyPath<LineCounts, Int> & Sendable, _ help: String)
    {
      self.name = name
      self.path = path
      self.help = help
    }
  }

  /// All numbers, in the order of heartbeat, ledger and status.
  public static let counters = [
    Counter("lines", \.lines, "Non-empty lines: the sum of records, held_back, dropped and not_events."),
    Counter("records", \.records, "Events that became records."),
    Counter("held_back", \.heldBack, "Events held back by the flood gate."),
    Counter("dropped", \.dropped, "Events of native daemons, which are not decoys."),
    Counter("not_events", \.notEvents, "Lines that are not RFC 5424."),
    Counter("empty", \.empty, "Empty lines, not part of lines."),
    Counter("bytes", \.bytes, "The size of the lines in the raw log, in bytes."),
    Counter("cut", \.cut, "Lines cut to the maximum length."),
    Counter("malformed_sd", \.malformedSD, "Events with malformed structured data."),
    Counter("identity_mismatch", \.identityMismatch, "Events that named another decky of the fleet."),
    Counter("gaps", \.gaps, "Stretches of output that are missing from the record."),
    Counter("doubts", \.doubts, "Stretches of output that may be incomplete; it can't be known."),
  ]

  /// All numbers with their names.
  public var named: [(name: String, count: Int)] { Self.counters.map { ($0.name, self[keyPath: $0.path]) } }

  /// Subtracts each of the numbers, saturating.
  public static func -= (difference: inout LineCounts, other: LineCounts) {
    for path in counters.map(\.path) {
      difference[keyPath: path] = difference[keyPath: path].subtractingSaturated(other[keyPath: path])
    }
  }

  /// Adds each of the numbers, saturating, since they may come from a damaged file.
  public static func += (sum: inout LineCounts, other: LineCounts) {
    for counter in counters { sum[keyPath: counter.path].addSaturated(other[keyPath: counter.path]) }
  }
}

/// What some lines of one container become.
public struct LineBatch: Sendable {
  /// Lines for the raw log, each with its LF.
  public var raw: [UInt8] = []
  /// Records for the record file, each with its LF.
  public var records: [UInt8] = []
  /// The flood gate's changes.
  public var gateChanges: [FloodGate.Change] = []
  /// The lines' accounting.
  public var counts = LineCounts()

  /// Creates an empty batch.
  public init() {}

  /// Reserves the space that this many bytes of lines usually need.
  public mutating func reserve(forBytes count: Int) {
    raw.reserveCapacity(raw.count + count)
    records.reserveCapacity(records.count + 2 * count)
  }

  /// Releases unused memory, because the channel counts a waiting batch by what it holds.
  public mutating func releaseExcess() {
    Self.releaseExcess(of: &raw)
    Self.releaseExcess(of: &records)
  }

  private static func releaseExcess(of bytes: inout [UInt8]) {
    if bytes.capacity > 2 * bytes.count + 64 { bytes = bytes.withUnsafeBytes { Array($0) } }
  }
}
