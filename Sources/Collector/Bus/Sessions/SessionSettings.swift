/// How the ends of shell sessions are published.
public struct SessionSettings: Sendable, Hashable {
  /// How long a command counts before the newest record of its address; seconds.
  public var commandLifetime: Int64 = 3600
  /// The directory of what honeypots leave behind, transcripts of sessions among it; an absolute path.
  public var artifactsRoot = "/var/lib/decnet/artifacts"

  /// The defaults.
  public init() {}
}
