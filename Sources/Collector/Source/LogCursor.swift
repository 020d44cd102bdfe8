public import DockerEngine

/// How far one output of a container has been read: which line was the last.
///
/// A line is known by what the engine and the container said, not by where it stands, so that a cursor is good
/// for any way of reading the log, and through any step of the clock.
public struct LogCursor: Sendable, Hashable {
  /// The engine's time of the line's first piece.
  public var timestamp: EngineTimestamp
  /// How many lines with the same time stand directly before it. Engines that stamp by the second have many.
  public var ordinal: Int
  /// How many bytes the line had as it came, without its LF.
  public var length: Int
  /// The line's beginning as it came: no setting changes it.
  public var digest: LineDigest
}
