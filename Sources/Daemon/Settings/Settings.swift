package import Basics
package import Collector
import DecoyEvents
import DockerEngine
package import Evidence
package import Logging
import ServiceBus

/// The settings of decklog's commands. Those of a sink are declared beside it.
package enum Settings {
  /// The settings of `collect`, in the order in which they are documented.
  package static let all: [SettingDescription] =
    collector + Sinks.all.flatMap { $0.settings } + [logLevel.description]

  private static let collector: [SettingDescription] = [
    logFile.description, dockerHost.description, dockerTLSVerify.description, dockerCertPath.description,
    stateFile.description, selectors.description, honeypots.description, images.description,
    formatRules.description, files.description, formats.description, source.description, standardError,
    beginning.description, stateDirectory.description, synchronization.description, unsafeFileSystem,
    maxLine.description,
    droppedServices.description, floodTypes.description, floodWindow.description,
    reconcileInterval.description,
  ]

  /// What `--help` says about settings without a flag.
  package static var variablesHelp: String {
    all.filter { $0.flag == nil }.map { setting in
      "  \(setting.variables.joined(separator: ", "))\n      \(setting.help) [\(setting.standard)]"
    }.joined(separator: "\n")
  }

  /// A flag without a value.
  static func flag(_ flag: String, _ help: String) -> SettingDescription {
    SettingDescription(flag: flag, help: help, standard: "off")
  }

  /// Reads `LABEL=VALUE`; `nil` for any other text.
  static func selector(_ text: String) -> FleetRules.Selector? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (label: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
  }

  package static let logFile = Setting(
    flag: "--log-file",
    variables: ["DECNET_INGEST_LOG_FILE"],
    help: "The raw log; the records go to the .json beside it.",
    format: .text,
    standard: "/var/log/decnet/decnet.log",
    isRefusedIfBad: true
  )
  package static let dockerHost = Setting(
    flag: "--docker-host",
    variables: ["DOCKER_HOST"],
    help: "The container engine: unix:///PATH or tcp://HOST:PORT.",
    format: .text,
    standard: "unix://\(EngineEndpoint.defaultSocketPath)",
    isRefusedIfBad: true
  )
  package static let dockerTLSVerify = Setting(
    variables: ["DOCKER_TLS_VERIFY"],
    help: "Verify the engine's certificate; any value turns it on.",
    format: SettingFormat(expected: "any value", text: { $0 ? "on" : "off" }) { _ in true },
    standard: false
  )
  package static let dockerCertPath = Setting(
    variables: ["DOCKER_CERT_PATH"],
    help: "The directory with ca.pem, cert.pem and key.pem for TLS with the engine.",
    format: .optional(.text, none: "none"),
    standard: nil
  )
  package static let stateFile = Setting(
    flag: "--state-file",
    variables: ["DECNET_STATE_FILE"],
    help: "The framework's state file, which lists the fleet.",
    format: .text,
    standard: "/opt/decnet/decnet-state.json"
  )
  package static let selectors = Setting(
    flag: "--select",
    variables: ["DECKLOG_SELECT"],
    help: "Collect containers with this label as well; repeatable, and separated by commas in the variable.",
    format: SettingFormat<[FleetRules.Selector]>(expected: "LABEL=VALUE, such as honeypot=true") { text in
      let items = SettingText.items(text)
      let selectors = items.compactMap(selector)
      return selectors.count == items.count ? selectors : nil
    },
    standard: [],
    shown: "none",
    isRefusedIfBad: true
  )
  package static let source = Setting(
    flag: "--source",
    help:
      "How logs are read: from the engine's files (files), through its API (api), or from its files where they can be read (auto).",
    format: SettingFormat<SourceMode>.choice(),
    standard: .auto,
    isRefusedIfBad: true
  )
  package static let beginning = Setting(
    flag: "--from",
    help:
      "Where to begin without a state from an earlier run: beginning, now, or existing (behind what another collector wrote to the log file). Required if the state can't be used.",
    format: .optional(SettingFormat<Beginning>.choice(), none: "beginning"),
    standard: nil,
    isRefusedIfBad: true
  )
  package static let stateDirectory = Setting(
    flag: "--state-dir",
    help: "Where to keep what a restart needs.",
    format: .optional(.text, none: "beside the log file, LOG_FILE.state"),
    standard: nil
  )
  package static let synchronization = Setting(
    flag: "--sync",
    help: "When writes are made to survive a power cut: interval (every second), always or never.",
    format: SettingFormat<JournalSettings.Synchronization>.choice(),
    standard: .interval,
    isRefusedIfBad: true
  )
  package static let maxLine = Setting(
    flag: "--max-line",
    variables: ["DECKLOG_MAX_LINE"],
    help: "The longest line that is kept, in bytes; longer ones are cut there and flagged.",
    // Shorter lines would cut headers; longer ones would let a container fill memory.
    format: .integer(1024...(64 << 20), "bytes"),
    standard: 1 << 20
  )
  package static let droppedServices = Setting(
    variables: ["DECNET_COLLECTOR_DROP_APPS"],
    help: "Services whose events are no records, separated by commas; an empty list drops nothing.",
    format: .list,
    standard: EventFilter.defaultDroppedServices
  )
  package static let floodTypes = Setting(
    variables: ["DECNET_COLLECTOR_RL_EVENT_TYPES"],
    help: "Event types that are held back in floods, separated by commas; an empty list holds nothing back.",
    format: .list,
    standard: EventFilter.defaultFloodTypes
  )
  package static let floodWindow = Setting(
    variables: ["DECNET_COLLECTOR_RL_WINDOW_SEC"],
    help: "Seconds in which one event of a flood is let through; 0 holds nothing back.",
    format: SettingFormat<Double>(expected: "seconds", text: SettingText.short) { text in
      Double(SettingText.trimmed(text)).flatMap { $0.isFinite ? $0 : nil }
    },
    standard: 1
  )
  package static let reconcileInterval = Setting(
    variables: ["DECNET_COLLECTOR_RECONCILE_S"],
    help: "Seconds between full lists of the containers.",
    // More often would burden the engine, less often would miss containers for long.
    format: .number(1...86_400, "seconds"),
    standard: 30
  )
  package static let logLevel = Setting(
    flag: "--log-level",
    variables: ["DECKLOG_LOG_LEVEL"],
    help: "trace, debug, info, notice, warning, error or critical.",
    format: .choice(),
    standard: Logger.Level.info
  )

  package static let standardError = flag("--stderr", "Collect standard error as well.")
  package static let unsafeFileSystem = flag(
    "--allow-unsafe-file-system",
    "Write to file systems without atomic appends, such as NFS."
  )
  /// How much commands other than `collect` log.
  package static let commandLogLevel = Setting(
    flag: "--log-level",
    help: logLevel.description.help,
    format: .choice(),
    standard: Logger.Level.warning
  )
}
