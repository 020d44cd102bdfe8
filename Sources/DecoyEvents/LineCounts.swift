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

  /// The names of the numbers in heartbeat, ledger and status, in their order there.
  public var named: [(name: String, count: Int)] {
    [
      ("lines", lines), ("records", records), ("held_back", heldBack), ("dropped", dropped),
      ("not_events", notEvents), ("empty", empty), ("bytes", bytes), ("cut", cut),
      ("malformed_sd", malformedSD), ("identity_mismatch", identityMismatch), ("gaps", gaps),
      ("doubts", doubts),
    ]
  }

  /// The numbers of ``named``, in its order; those that are missing are zero.
  public init(inOrder numbers: [Int]) {
    func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
    lines = number(0)
    records = number(1)
    heldBack = number(2)
    dropped = number(3)
    notEvents = number(4)
    empty = number(5)
    bytes = number(6)
    cut = number(7)
    malformedSD = number(8)
    identityMismatch = number(9)
    gaps = number(10)
    doubts = number(11)
  }

  /// Takes each of the numbers away.
  public static func -= (difference: inout LineCounts, other: LineCounts) {
    difference = LineCounts(
      inOrder: zip(difference.named, other.named).map { $0.count.subtractingSaturated($1.count) }
    )
  }

  /// Adds each of the numbers. They may come from a damaged file: a sum that does not fit stays at the largest number.
  public static func += (sum: inout LineCounts, other: LineCounts) {
    sum.lines.addSaturated(other.lines)
    sum.records.addSaturated(other.records)
    sum.heldBack.addSaturated(other.heldBack)
    sum.dropped.addSaturated(other.dropped)
    sum.notEvents.addSaturated(other.notEvents)
    sum.empty.addSaturated(other.empty)
    sum.bytes.addSaturated(other.bytes)
    sum.cut.addSaturated(other.cut)
    sum.malformedSD.addSaturated(other.malformedSD)
    sum.identityMismatch.addSaturated(other.identityMismatch)
    sum.gaps.addSaturated(other.gaps)
    sum.doubts.addSaturated(other.doubts)
  }
}
