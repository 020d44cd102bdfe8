/// What is known of content that was not read yet and can't be found any more.
public struct RecordFileLoss: Sendable, Hashable {
  /// What became of it.
  public enum Cause: Sendable, Hashable {
    /// No file continues where reading was to go on: rotated away and deleted.
    case gone
    /// The file was truncated, and no copy of it is there.
    case truncated
    /// A compressed file is damaged or ends too early.
    case damaged
  }

  /// What became of it.
  public var cause: Cause
  /// The place up to which all was read.
  public var position: RecordFilePosition
  /// How many bytes behind the place are known to have been there; 0 where it may be none.
  public var knownBytes: Int
}
