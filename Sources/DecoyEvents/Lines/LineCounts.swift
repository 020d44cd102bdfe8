import Basics

/// How many lines took which way: the numbers that must add up.
public struct LineCounts: Sendable, Hashable {
  /// Lines that are not empty: ``records`` + ``heldBack`` + ``dropped`` + ``notEvents``.
  public var lines = 0
  /// Events that became records.
  public var records = 0
  /// Events that the flood gate held back.
  public var heldBack = 0
  /// Events of native daemons, which are not decoys.
  public var dropped = 0
  /// Lines that don't read as RFC 5424.
  public var notEvents = 0
  /// Empty lines, beside the sum.
  public var empty = 0
  /// Bytes that the lines take in the raw log, their LFs included.
  public var bytes = 0
  /// Lines longer than the longest that is kept.
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
    /// Its name in heartbeat, ledger, status and metrics.
    public let name: String
    /// What it counts, as a sentence.
    public let help: String
    /// Where it is.
    public let path: any WritableKeyPath<LineCounts, Int> & Sendable

    fileprivate init(_ name: String, _ path: any WritableKeyPath<LineCounts, Int> & Sendable, _ help: String)
    {
      self.name = name
      self.path = path
      self.help = help
    }
  }

  /// All numbers, in the order in which heartbeat, ledger and status have them.
  public static let counters = [
    Counter(
      "lines",
      \.lines,
      "Lines that are not empty: records, held_back, dropped and not_events together."
    ),
    Counter("records", \.records, "Events that became records."),
    Counter("held_back", \.heldBack, "Events that the flood gate held back from the records."),
    Counter("dropped", \.dropped, "Events of native daemons, which are not decoys."),
    Counter("not_events", \.notEvents, "Lines that do not read as RFC 5424."),
    Counter("empty", \.empty, "Empty lines, beside the sum."),
    Counter("bytes", \.bytes, "Bytes that the lines take in the raw log."),
    Counter("cut", \.cut, "Lines longer than the longest that is kept."),
    Counter("malformed_sd", \.malformedSD, "Events with malformed structured data."),
    Counter(
      "identity_mismatch",
      \.identityMismatch,
      "Events that claimed to come from another decky of the fleet."
    ),
    Counter("gaps", \.gaps, "Stretches of output that are missing from the record."),
    Counter(
      "doubts",
      \.doubts,
      "Stretches of output of which it can not be known whether anything is missing."
    ),
  ]

  /// All numbers with their names.
  public var named: [(name: String, count: Int)] { Self.counters.map { ($0.name, self[keyPath: $0.path]) } }

  /// Takes each of the numbers away.
  public static func -= (difference: inout LineCounts, other: LineCounts) {
    for counter in counters {
      difference[keyPath: counter.path] = difference[keyPath: counter.path]
        .subtractingSaturated(other[keyPath: counter.path])
    }
  }

  /// Adds each of the numbers. They may come from a damaged file: a sum that does not fit stays at the largest number.
  public static func += (sum: inout LineCounts, other: LineCounts) {
    for counter in counters { sum[keyPath: counter.path].addSaturated(other[keyPath: counter.path]) }
  }
}
