public import DockerEngine

/// A stretch of a container's output that may be missing from the record.
public struct Gap: Sendable, Hashable {
  /// Which output.
  public var output: OutputID
  /// The container's name, for people.
  public var containerName: String
  /// Why.
  public var cause: GapCause
  /// The engine's time of the last line before it; `nil` where there is none.
  public var after: EngineTimestamp?
  /// The engine's time of the first line behind it; `nil` where there is none yet.
  public var before: EngineTimestamp?
}
