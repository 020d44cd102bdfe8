public import DecoyEvents
import DockerEngine

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

  /// The engine's time of the batch's last line, and how many lines of that time came directly before it.
  var lastLine: (timestamp: EngineTimestamp, ordinal: Int)?

  /// How much memory it holds, in bytes.
  var size: Int { lines.raw.count + lines.records.count }
}
