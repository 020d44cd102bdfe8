package import DecoyEvents
package import DockerEngine
package import Evidence

package struct CollectorSettings: Sendable {
  package var logFile: String
  package var recordFile: String
  /// Where the container engine listens.
  package var endpoint: EngineEndpoint
  /// The framework's state file.
  package var stateFile: String
  /// The operator's labels that make a container belong to the fleet.
  package var selectors: [(label: String, value: String)] = []
  /// Which images belong to the fleet, what is read of each container, and in which formats.
  package var sources = SourceRules.none
  package var filter = EventFilter()
  /// How long one event of a flood holds others back; nanoseconds, 0 or less turns it off.
  package var floodWindow: Int64 = 1_000_000_000
  /// How often all containers are listed.
  package var reconcileInterval: Duration = .seconds(30)
  /// How the ends of shell sessions are published on the bus.
  package var sessions = SessionSettings()
  /// How logs are read.
  package var source = SourceMode.auto
  /// Whether standard error is collected beside standard output.
  package var collectsStandardError = false
  /// The longest line that is kept, in bytes.
  package var maxLine = 1 << 20
  /// Where the journal keeps its files, and how durable they are.
  package var journal: JournalSettings
  /// Where to begin without a usable state.
  package var beginning: Beginning?
  /// How many files and connections the readers of containers may have open together.
  package var openFiles = Int.max
  /// The most bytes between the sources and the files.
  package var channelLimit = 8 << 20

  package init(logFile: String, recordFile: String, endpoint: EngineEndpoint, stateFile: String) {
    self.logFile = logFile
    journal = JournalSettings(logFile: logFile, recordFile: recordFile)
    self.recordFile = recordFile
    self.endpoint = endpoint
    self.stateFile = stateFile
  }
}

/// How the ends of shell sessions are published.
package struct SessionSettings: Sendable, Hashable {
  /// How long a command counts before the newest record of its address; seconds.
  package var commandLifetime: Int64 = 3600
  /// The directory of the honeypots' artifacts, such as transcripts of sessions; an absolute path.
  package var artifactsRoot = "/var/lib/decnet/artifacts"

  package init() {}
}
