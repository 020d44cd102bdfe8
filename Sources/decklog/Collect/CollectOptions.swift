import ArgumentParser
import Logging

/// The flags of `decklog collect`. Each that is not given may come from the environment.
struct CollectOptions: ParsableArguments {
  @OptionGroup
  var fleet: FleetOptions

  @Flag(name: .customLong("stderr"), help: "Collect standard error as well.")
  var collectsStandardError = false

  @Flag(help: "Print each event on standard output, in one readable line.")
  var printEvents = false

  @Option(
    help: ArgumentHelp(
      "How logs are read: auto (from the engine's files where they can be read), api or files. [auto]",
      valueName: "how"
    ),
    completion: .list(["auto", "api", "files"])
  )
  var source: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Where to begin when nothing is known of the time before: beginning, now, or existing (behind what another collector has written to the log file). Needed where it can't be used.",
      valueName: "where"
    ),
    completion: .list(["beginning", "now", "existing"])
  )
  var beginning: String?

  @Option(
    name: .customLong("sync"),
    help: ArgumentHelp(
      "When what is written is made to survive a power cut: interval (each second), always or never. [interval]",
      valueName: "when"
    ),
    completion: .list(["interval", "always", "never"])
  )
  var synchronization: String?

  @Flag(help: "Write to file systems that can't append as one step, such as NFS.")
  var allowUnsafeFileSystem = false

  @Option(
    help: "trace, debug, info, notice, warning, error or critical. [DECKLOG_LOG_LEVEL; info]",
    completion: .list(Logger.Level.allCases.map(\.rawValue))
  )
  var logLevel: String?

  @Option(help: "The longest line that is kept, in bytes. [DECKLOG_MAX_LINE; \(LineOptions.defaultMaxLine)]")
  var maxLine: String?
}
