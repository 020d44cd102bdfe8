import ArgumentParser

/// The flags of `decklog collect`. Each that is not given may come from the environment.
struct CollectOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .long],
    help: "The raw log; the records go beside it. [DECNET_INGEST_LOG_FILE; /var/log/decnet/decnet.log]"
  )
  var logFile: String?

  @Option(help: "unix:///PATH or tcp://HOST:PORT. [DOCKER_HOST; unix:///var/run/docker.sock]")
  var dockerHost: String?

  @Option(help: "The framework's state file. [DECNET_STATE_FILE; /opt/decnet/decnet-state.json]")
  var stateFile: String?

  @Option(
    name: .customLong("select"),
    help: ArgumentHelp(
      "Also collect containers with this label; repeatable. [DECKLOG_SELECT, separated by commas]",
      valueName: "label=value"
    )
  )
  var selectors: [String] = []

  @Flag(name: .customLong("stderr"), help: "Collect standard error as well.")
  var collectsStandardError = false

  @Flag(help: "Print each event on standard output, in one readable line.")
  var printEvents = false

  @Option(help: "trace, debug, info, notice, warning, error or critical. [DECKLOG_LOG_LEVEL; info]")
  var logLevel: String?

  @Option(help: "The longest line that is kept, in bytes. [DECKLOG_MAX_LINE; \(LineOptions.defaultMaxLine)]")
  var maxLine: String?
}
