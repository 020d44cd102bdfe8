import ArgumentParser
import Basics
import HTTPListener

/// Where a collector works: for the command that collects, and the one that looks whether that can go well. Each that is
/// not given may come from the environment.
struct FleetOptions: ParsableArguments {
  @OptionGroup
  var log: LogFileOptions

  @Option(help: Settings.dockerHost.description.argumentHelp("address"))
  var dockerHost: String?

  @Option(
    help: Settings.stateFile.description.argumentHelp("path"),
    completion: .file(extensions: ["json"])
  )
  var stateFile: String?

  @Option(name: .customLong("select"), help: Settings.selectors.description.argumentHelp("label=value"))
  var selectors: [String] = []

  @Option(help: Settings.stateDirectory.description.argumentHelp("path"), completion: .directory)
  var stateDir: String?

  @Option(
    help: Settings.listen.description.argumentHelp(
      "address",
      discussion: "/metrics for Prometheus, /status, /readyz, /healthz."
    )
  )
  var listen: String?

  /// Where the collector listens; `nil` for nowhere.
  ///
  /// - Parameter standard: where it listens unless somebody says otherwise.
  func listenAddress(_ reader: inout SettingReader, or standard: String? = nil) -> ListenAddress? {
    guard let text = reader.read(Settings.listen, listen) ?? standard else { return nil }
    do {
      return try ListenAddress(text)
    } catch {
      reader.refuse("--listen: \(error.message)")
      return nil
    }
  }
}
