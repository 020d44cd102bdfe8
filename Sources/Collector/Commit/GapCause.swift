/// Why a stretch of a container's output is missing, or may be.
public enum GapCause: String, Sendable, Hashable, CaseIterable {
  /// The line that was read last is no longer in the engine's log: rotated away, or the log was cut.
  case rotatedAway = "rotated_away"
  /// The container was removed before any of its log was read, or while decklog was down and its log not read to its end.
  case removedBeforeRead = "removed_before_read"
  /// The engine was gone while the container ran, and with it what it had in memory.
  case engineRestarted = "engine_restarted"
  /// A stretch of the engine's log holds no whole record: cut by a full disk or a power cut, or overwritten.
  case damagedRecord = "damaged_record"
  /// Nobody can read the container's output: its log driver keeps none, a file is missing or can't be read, or the
  /// engine refuses.
  case unreadable
  /// The engine's answer ended, as it does at the log's end and before what it can't read, or broke off; and the container was
  /// removed before the engine could be asked whether that was all.
  case removedUnconfirmed = "removed_unconfirmed"
  /// The connection to the engine was lost while the container ran, and nothing tells whether the engine was restarted.
  case connectionLost = "connection_lost"
  /// The engine no longer has the container, and has not said that it was removed: its data may be on a disk that is not
  /// there, or another engine may answer in its place.
  case unlisted

  /// What ``unreadable`` was called in the state of earlier versions.
  private static let formerUnreadable = "unreadable_file"

  /// A cause as it is kept in the state.
  init?(kept text: String) {
    self.init(rawValue: text == Self.formerUnreadable ? Self.unreadable.rawValue : text)
  }

  /// Whether it can't be known that something is missing: such a stretch is counted as a doubt, apart from gaps.
  public var isDoubt: Bool {
    switch self {
    case .removedUnconfirmed, .connectionLost, .unlisted: true
    case .rotatedAway, .removedBeforeRead, .engineRestarted, .damagedRecord, .unreadable: false
    }
  }

  /// What stands before its subject.
  var word: String { isDoubt ? "doubt about" : "gap in" }

  /// What is said of it.
  var explanation: String {
    switch self {
    case .rotatedAway: "the line read last is no longer in its log"
    case .removedBeforeRead: "it was removed before its log was known to be read to its end"
    case .removedUnconfirmed: "it was removed before the engine could confirm that its log ended there"
    case .damagedRecord: "a stretch of its log holds no whole record"
    case .unreadable: "its output can't be read"
    case .engineRestarted: "the engine was gone, and may have lost what it had not written"
    case .connectionLost: "connection lost; the engine did not say whether it restarted"
    case .unlisted: "the engine no longer knows it, and did not say that it was removed"
    }
  }
}
