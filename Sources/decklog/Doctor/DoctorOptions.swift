import ArgumentParser

/// The flags of `decklog doctor`: those of `decklog collect` that say what a collector needs, and how to tell.
struct DoctorOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .long],
    help: "The raw log; the records go beside it. [DECNET_INGEST_LOG_FILE; /var/log/decnet/decnet.log]",
    completion: .file()
  )
  var logFile: String?

  @Option(help: "unix:///PATH or tcp://HOST:PORT. [DOCKER_HOST; unix:///var/run/docker.sock]")
  var dockerHost: String?

  @Option(
    help: "The framework's state file. [DECNET_STATE_FILE; /opt/decnet/decnet-state.json]",
    completion: .file(extensions: ["json"])
  )
  var stateFile: String?

  @Option(
    name: .customLong("select"),
    help: ArgumentHelp(
      "Containers with this label are of the fleet as well; repeatable. [DECKLOG_SELECT, separated by commas]",
      valueName: "label=value"
    )
  )
  var selectors: [String] = []

  @Option(
    help: "Where a collector keeps what a restart needs. [beside the log file, LOG_FILE.state]",
    completion: .directory
  )
  var stateDir: String?

  @Option(
    help: ArgumentHelp("Where a running collector listens: HOST:PORT or unix:PATH.", valueName: "address")
  )
  var listen: String?

  @Option(
    help: ArgumentHelp("The store that the collector keeps. [DECKLOG_STORE; none]", valueName: "path"),
    completion: .file()
  )
  var store: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "End with status 1 where there are warnings.")
  var strict = false

  /// The same flags for a collector, so that both read flags and environment alike.
  func collectOptions() throws -> CollectOptions {
    let values = [
      ("log-file", logFile), ("docker-host", dockerHost), ("state-file", stateFile), ("state-dir", stateDir),
      ("listen", listen),
    ]
    let flags = values.compactMap { name, value in value.map { "--\(name)=\($0)" } }
    return try CollectOptions.parse(flags + selectors.map { "--select=\($0)" })
  }
}
