import ArgumentParser
import Basics
import Daemon

/// What and where a collector collects: for `decklog collect` and `decklog doctor`.
struct FleetOptions: ParsableArguments {
  @OptionGroup var log: LogFileOptions
  @Option(Settings.dockerHost, "address") var dockerHost: String?
  @Option(Settings.stateFile, "path", completion: .file(extensions: ["json"])) var stateFile: String?
  @Option(Settings.selectors.description, "label=value") var selectors: [String] = []
  @Option(Settings.stateDirectory, "path", completion: .directory) var stateDir: String?
  @Option(Settings.listen, "address", discussion: "/metrics for Prometheus, /status, /readyz, /healthz.")
  var listen: String?

  var flags: Flags {
    var flags = log.flags
    flags[Settings.dockerHost] = dockerHost
    flags[Settings.stateFile] = stateFile
    flags[all: Settings.selectors.description] = selectors
    flags[Settings.stateDirectory] = stateDir
    flags[Settings.listen] = listen
    return flags
  }
}
