public import DecoyEvents
public import DockerEngine
public import Evidence

/// The settings of a collector.
public struct CollectorSettings: Sendable {
  /// The raw log.
  public var logFile: String
  /// The record file.
  public var recordFile: String
  /// Where the container engine listens.
  public var endpoint: EngineEndpoint
  /// The framework's state file.
  public var stateFile: String
  /// The operator's labels that make a container belong to the fleet.
  public var selectors: [(label: String, value: String)] = []
  /// Which events become records.
  public var filter = EventFilter()
  /// How long one event of a flood holds others back; nanoseconds, 0 or less turns it off.
  public var floodWindow: Int64 = 1_000_000_000
  /// How often all containers are listed.
  public var reconcileInterval: Duration = .seconds(30)
  /// How the ends of shell sessions are published on the bus.
  public var sessions = SessionSettings()
  /// How logs are read.
  public var source = SourceMode.auto
  /// Whether standard error is collected beside standard output.
  public var collectsStandardError = false
  /// The longest line that is kept, in bytes.
  public var maxLine = 1 << 20
  /// Where the journal keeps its files, and how durable they are.
  public var journal: JournalSettings
  /// Where to begin without a usable state.
  public var beginning: Beginning?
  /// How many files and connections the readers of containers may have open together.
  public var openFiles = Int.max
  /// The most bytes between the sources and the files.
  public var channelLimit = 8 << 20

  /// Settings with their defaults.
  public init(logFile: String, recordFile: String, endpoint: EngineEndpoint, stateFile: String) {
    self.logFile = logFile
    journal = JournalSettings(logFile: logFile, recordFile: recordFile)
    self.recordFile = recordFile
    self.endpoint = endpoint
    self.stateFile = stateFile
  }
}

/// How the ends of shell sessions are published.
public struct SessionSettings: Sendable, Hashable {
  /// How long a command counts before the newest record of its address; seconds.
  public var commandLifetime: Int64 = 3600
  /// The directory of the honeypots' artifacts, such as transcripts of sessions; an absolute path.
  public var artifactsRoot = "/var/lib/decnet/artifacts"

  /// The defaults.
  public init() {}
}
