import ArgumentParser
import Basics
import Daemon

/// What and where a collector collects: for `decklog collect` and `decklog doctor`.
struct FleetOptions: ParsableArguments {
  @OptionGroup var log: LogFileOptions
  @Option(Settings.dockerHost, "address") var dockerHost: String?
  @Option(Settings.stateFile, "path", completion: .file(extensions: ["json"])) var stateFile: String?
  @Option(Settings.selectors.description, "label=value") var selectors: [String] = []
  @OptionGroup(title: "Honeypots") var honeypots: HoneypotOptions
  @Option(Settings.stateDirectory, "path", completion: .directory) var stateDir: String?
  @Option(Settings.listen, "address", discussion: "/metrics for Prometheus, /status, /readyz, /healthz.")
  var listen: String?

  var flags: Flags {
    var flags = log.flags
    flags[Settings.dockerHost] = dockerHost
    flags[Settings.stateFile] = stateFile
    flags[all: Settings.selectors.description] = selectors
    honeypots.set(&flags)
    flags[Settings.stateDirectory] = stateDir
    flags[Settings.listen] = listen
    return flags
  }
}

/// Which images are honeypots, and what is read of their containers.
struct HoneypotOptions: ParsableArguments {
  @Flag(Settings.honeypots.description) var honeypots = false
  @Option(Settings.images.description, "glob") var images: [String] = []
  @Option(Settings.formatRules.description, "selector=format") var formatRules: [String] = []
  @Option(Settings.files.description, "selector=path") var files: [String] = []
  @Option(Settings.formats, "directory", completion: .directory) var formats: String?

  func set(_ flags: inout Flags) {
    flags[isOn: Settings.honeypots.description] = honeypots
    flags[all: Settings.images.description] = images
    flags[all: Settings.formatRules.description] = formatRules
    flags[all: Settings.files.description] = files
    flags[Settings.formats] = formats
  }
}
