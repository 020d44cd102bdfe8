import ArgumentParser
import Daemon

/// The flags of `decklog doctor`: those of `decklog collect` that say what a collector needs, and how to tell.
struct DoctorOptions: ParsableArguments {
  @OptionGroup
  var fleet: FleetOptions

  @Option(Settings.store, "path", completion: .file())
  var store: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "End with status 1 where there are warnings.")
  var strict = false

  /// Those of a collector, which reads them the same way.
  var flags: Flags {
    var flags = fleet.flags
    flags[Settings.store] = store
    return flags
  }
}
