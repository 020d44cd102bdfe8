import ArgumentParser

/// Where a collector works: for the command that collects, and the one that looks whether that can go well. Each that is
/// not given may come from the environment.
struct FleetOptions: ParsableArguments {
  @OptionGroup
  var log: LogFileOptions

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
    help: "Where to keep what a restart needs. [beside the log file, LOG_FILE.state]",
    completion: .directory
  )
  var stateDir: String?

  @Option(
    help: ArgumentHelp(
      "Where the collector tells over HTTP how it is doing: HOST:PORT or unix:PATH. [off]",
      discussion: "/metrics for Prometheus, /status, /readyz, /healthz.",
      valueName: "address"
    )
  )
  var listen: String?
}
