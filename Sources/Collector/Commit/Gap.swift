import Basics
package import DockerEngine

/// A stretch of a container's output that is missing from the record, or may be.
package struct Gap: Sendable, Hashable {
  /// The output it is in.
  package var output: OutputID
  /// The container's name, for people.
  package var containerName: String
  /// Why output is missing.
  package var cause: GapCause
  /// How many stretches it stands for, if there were too many to list each.
  package var count = 1
  /// The engine's time of the last line before it, if any.
  package var after: EngineTimestamp?
  /// The engine's time of the first line after it; `nil` while unknown.
  package var before: EngineTimestamp?
}

extension [Gap] {
  /// The most gaps of one output and cause listed separately, so that attackers can't inflate commits.
  static var listLimit: Int { 16 }

  /// Adds a gap. Beyond ``listLimit``, gaps of the same output and cause are merged.
  mutating func add(_ gap: Gap) {
    guard count >= Self.listLimit else { return append(gap) }
    let same = indices.reversed().filter { self[$0].output == gap.output && self[$0].cause == gap.cause }
    guard same.count >= Self.listLimit, let last = same.first else { return append(gap) }
    self[last].count.addSaturated(gap.count)
    self[last].before = gap.before
  }
}

/// Why a stretch of a container's output is missing, or may be.
package enum GapCause: String, Sendable, Hashable, CaseIterable {
  /// The last line read is no longer in the engine's log: it was rotated away or truncated.
  case rotatedAway = "rotated_away"
  /// The container was removed before its log was read, or while decklog was down and had not read all of it.
  case removedBeforeRead = "removed_before_read"
  /// The engine restarted while the container ran, and lost what it had in memory.
  case engineRestarted = "engine_restarted"
  /// A stretch of the engine's log has no intact record, after a full disk, a power cut or an overwrite.
  case damagedRecord = "damaged_record"
  /// The log driver keeps no output, a file is missing or unreadable, or the engine refuses.
  case unreadable
  /// The engine's answer ended, which can mean the end of the log or an unreadable stretch, or broke off; and the
  /// container was removed before the engine could confirm that the log ended there.
  case removedUnconfirmed = "removed_unconfirmed"
  /// The connection to the engine was lost while the container ran, and it is unknown whether the engine restarted.
  case connectionLost = "connection_lost"
  /// The engine no longer knows the container but did not report its removal: its data may be on a disk that is not
  /// mounted, or another engine may be answering.
  case unlisted

  /// What earlier versions called ``unreadable`` in the state.
  private static let formerUnreadable = "unreadable_file"

  init?(kept text: String) {
    self.init(rawValue: text == Self.formerUnreadable ? Self.unreadable.rawValue : text)
  }

  /// Whether it is unknown if anything is missing. Doubts are counted apart from gaps.
  package var isDoubt: Bool {
    switch self {
    case .removedUnconfirmed, .connectionLost, .unlisted: true
    case .rotatedAway, .removedBeforeRead, .engineRestarted, .damagedRecord, .unreadable: false
    }
  }

  /// How a message about it begins, before its subject.
  var word: String { isDoubt ? "doubt about" : "gap in" }

  var explanation: String {
    switch self {
    case .rotatedAway: "the last line read is no longer in its log"
    case .removedBeforeRead: "it was removed before its log was known to be read to the end"
    case .removedUnconfirmed: "it was removed before the engine could confirm that its log ended there"
    case .damagedRecord: "a stretch of its log has no intact record"
    case .unreadable: "its output can't be read"
    case .engineRestarted: "the engine was gone, and may have lost output it had not written"
    case .connectionLost: "connection lost; the engine did not say whether it restarted"
    case .unlisted: "the engine no longer knows it, but did not report its removal"
    }
  }
}
