public import DecoyEvents
public import DockerEngine
public import Evidence

/// What a collector can be told.
public struct CollectorSettings: Sendable {
  /// The raw log. The records go beside it, see ``recordFile``.
  public var logFile: String
  /// The record file.
  public var recordFile: String
  /// Where the container engine listens.
  public var endpoint: EngineEndpoint
  /// The framework's state file.
  public var stateFile: String
  /// Labels of the operator's own that make a container one of the fleet.
  public var selectors: [(label: String, value: String)] = []
  /// What is kept from the records.
  public var filter = EventFilter()
  /// How long one event of a flood holds others back; nanoseconds, 0 or less turns it off.
  public var floodWindow: Int64 = 1_000_000_000
  /// How often the engine's full list is asked for.
  public var reconcileInterval: Duration = .seconds(30)
  /// How the ends of shell sessions are published on the bus.
  public var sessions = SessionSettings()
  /// How logs are read.
  public var source = SourceMode.auto
  /// Whether standard error is collected beside standard output.
  public var collectsStandardError = false
  /// The longest line that is kept, in bytes.
  public var maxLine = 1 << 20
  /// Where the journal keeps its files, and how sure it is of them.
  public var journal: JournalSettings
  /// Where to begin if nothing usable is known of the time before.
  public var beginning: Beginning?
  /// How many files and connections the readers of containers may have open together.
  public var openFiles = Int.max
  /// The most bytes that wait between the sources and the files.
  public var channelLimit = 8 << 20

  /// Settings with the defaults for all that is not named here.
  public init(logFile: String, recordFile: String, endpoint: EngineEndpoint, stateFile: String) {
    self.logFile = logFile
    journal = JournalSettings(logFile: logFile, recordFile: recordFile)
    self.recordFile = recordFile
    self.endpoint = endpoint
    self.stateFile = stateFile
  }
}
