import ArgumentParser
import Basics
import Logging

/// The flags of `decklog collect`. Each that is not given may come from the environment.
struct CollectOptions: ParsableArguments {
  @OptionGroup
  var fleet: FleetOptions

  @Flag(name: .customLong("stderr"), help: Settings.standardError.argumentHelp())
  var collectsStandardError = false

  @Flag(help: Settings.printEvents.argumentHelp())
  var printEvents = false

  @Option(
    help: Settings.source.description.argumentHelp("how"),
    completion: .list(["auto", "api", "files"])
  )
  var source: String?

  @Option(
    name: .customLong("from"),
    help: Settings.beginning.description.argumentHelp("where"),
    completion: .list(["beginning", "now", "existing"])
  )
  var beginning: String?

  @Option(
    name: .customLong("sync"),
    help: Settings.synchronization.description.argumentHelp("when"),
    completion: .list(["interval", "always", "never"])
  )
  var synchronization: String?

  @Flag(help: Settings.unsafeFileSystem.argumentHelp())
  var allowUnsafeFileSystem = false

  @Option(
    help: Settings.logLevel.description.argumentHelp("level"),
    completion: .list(Logger.Level.allCases.map(\.rawValue))
  )
  var logLevel: String?

  @Option(help: Settings.maxLine.description.argumentHelp("bytes"))
  var maxLine: String?
}
