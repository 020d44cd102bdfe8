/// Why a stretch of a container's output may be missing.
public enum GapCause: String, Sendable, Hashable, CaseIterable {
  /// The line that was read last is no longer in the engine's log: rotated away, or the log was cut.
  case rotatedAway = "rotated_away"
  /// The container was removed before its log was read to its end.
  case removedBeforeRead = "removed_before_read"
  /// The engine was gone while the container ran, and with it what it had in memory.
  case engineRestarted = "engine_restarted"

  /// A stretch of the engine's log holds no whole record: cut by a full disk or a power cut, or overwritten.
  case damagedRecord = "damaged_record"

  /// A file of the engine's log is there and can't be read.
  case unreadableFile = "unreadable_file"

  /// What is said of it.
  var explanation: String {
    switch self {
    case .rotatedAway: "the line read last is no longer in its log"
    case .removedBeforeRead: "it was removed before its log was known to be read to its end"
    case .damagedRecord: "a stretch of its log holds no whole record"
    case .unreadableFile: "a file of its log can't be read"
    case .engineRestarted: "the engine was gone, and may have lost what it had not written"
    }
  }
}
