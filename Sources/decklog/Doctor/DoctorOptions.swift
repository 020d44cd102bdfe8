import ArgumentParser
import Basics

/// The flags of `decklog doctor`: those of `decklog collect` that matter here, and the output's format.
struct DoctorOptions: ParsableArguments {
  @OptionGroup
  var fleet: FleetOptions

  @Option(help: Settings.store.description.argumentHelp("path"), completion: .file())
  var store: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Exit with 1 if there are warnings.")
  var strict = false

  /// The same flags for a collector, so that both read flags and environment alike.
  func collectOptions() throws -> CollectOptions {
    var options = try CollectOptions.parse([])
    options.fleet = fleet
    return options
  }
}
