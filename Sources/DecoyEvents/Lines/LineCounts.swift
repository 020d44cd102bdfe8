import Basics

/// The accounting of lines; ``counters`` says what each number counts.
package struct LineCounts: Sendable, Hashable {
  package var lines = 0
  package var records = 0
  package var heldBack = 0
  package var dropped = 0
  package var notEvents = 0
  package var empty = 0
  /// LFs included.
  package var bytes = 0
  package var cut = 0
  package var malformedSD = 0
  package var identityMismatch = 0
  package var gaps = 0
  package var doubts = 0
  package var unparsed = 0
  package var continued = 0

  package init() {}

  /// Whether every line is accounted for.
  package var isBalanced: Bool { lines == records &+ heldBack &+ dropped &+ notEvents &+ continued }

  package struct Counter: Sendable {
    /// The name in heartbeat, ledger, status and metrics.
    package let name: String
    /// What it counts, as a sentence.
    package let help: String
    package let path: any WritableKeyPath<LineCounts, Int> & Sendable

    fileprivate init(_ name: String, _ path: any WritableKeyPath<LineCounts, Int> & Sendable, _ help: String)
    {
      self.name = name
      self.path = path
      self.help = help
    }
  }

  /// All numbers, in the order of heartbeat, ledger and status.
  package static let counters = [
    Counter(
      "lines",
      \.lines,
      "Non-empty lines: the sum of records, held_back, dropped, not_events and continued."
    ),
    Counter("records", \.records, "Events that became records."),
    Counter("held_back", \.heldBack, "Events held back by the flood gate."),
    Counter("dropped", \.dropped, "Events of native daemons, which are not decoys."),
    Counter("not_events", \.notEvents, "Lines that are no event of their source's format."),
    Counter("empty", \.empty, "Empty lines, not part of lines."),
    Counter("bytes", \.bytes, "The size of the lines in the raw log, in bytes."),
    Counter("cut", \.cut, "Lines cut to the maximum length."),
    Counter("malformed_sd", \.malformedSD, "Events with malformed structured data."),
    Counter("identity_mismatch", \.identityMismatch, "Events that named another decky of the fleet."),
    Counter("gaps", \.gaps, "Stretches of output that are missing from the record."),
    Counter("doubts", \.doubts, "Stretches of output that may be incomplete; it can't be known."),
    Counter(
      "unparsed",
      \.unparsed,
      "Lines of sources with a declared format that don't fit it, part of not_events."
    ),
    Counter("continued", \.continued, "Lines of CSV records that went on in the next line."),
  ]

  package var named: [(name: String, count: Int)] { Self.counters.map { ($0.name, self[keyPath: $0.path]) } }

  /// Subtracts each of the numbers, saturating.
  package static func -= (difference: inout LineCounts, other: LineCounts) {
    for path in counters.map(\.path) {
      difference[keyPath: path] = difference[keyPath: path].subtractingSaturated(other[keyPath: path])
    }
  }

  /// Adds each of the numbers, saturating, since they may come from a damaged file.
  package static func += (sum: inout LineCounts, other: LineCounts) {
    for counter in counters { sum[keyPath: counter.path].addSaturated(other[keyPath: counter.path]) }
  }
}

/// What some lines of one container become.
package struct LineBatch: Sendable {
  /// Lines for the raw log, each with its LF.
  package var raw: [UInt8] = []
  /// Records for the record file, each with its LF.
  package var records: [UInt8] = []
  package var gateChanges: [FloodGate.Change] = []
  package var counts = LineCounts()

  package init() {}

  /// Reserves the space that this many bytes of lines usually need.
  package mutating func reserve(forBytes count: Int) {
    raw.reserveCapacity(raw.count + count)
    records.reserveCapacity(records.count + 2 * count)
  }

  /// Releases unused memory, because the channel counts a waiting batch by what it holds.
  package mutating func releaseExcess() {
    Self.releaseExcess(of: &raw)
    Self.releaseExcess(of: &records)
  }

  private static func releaseExcess(of bytes: inout [UInt8]) {
    if bytes.capacity > 2 * bytes.count + 64 { bytes = bytes.withUnsafeBytes { Array($0) } }
  }
}
