/// Where reading begins.
public enum RecordFileStart: Sendable, Hashable {
  /// With the oldest file that is there.
  case beginning
  /// With the last so many lines.
  case last(Int)
  /// With what is written from now on.
  case end
  /// Where reading ended before.
  case position(RecordFilePosition)
}
