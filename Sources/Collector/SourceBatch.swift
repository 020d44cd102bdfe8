public import DecoyEvents

/// The unit that flows from sources to the committer: what a stretch of one output comes to, and how far it goes.
public struct SourceBatch: Sendable {
  /// Where it comes from.
  public var output: OutputID
  /// The container's name, for people.
  public var containerName: String
  /// What goes to the files, and its accounting.
  public var lines: LineBatch
  /// How far the output has been read when this batch is committed; `nil` where no line has been yet.
  public var cursor: LogCursor?

  /// Whether the log was read to its end, and its container does not run: what is not there now never will be.
  public var isFinished = false
  /// What is missing before these lines.
  public var gaps: [Gap] = []

  /// How much memory it holds, in bytes.
  var size: Int { lines.raw.count + lines.records.count }
}
