import ArgumentParser
import Basics
import Store

/// Whether a collector keeps a store, and for how long what is in it.
struct StoreOptions: ParsableArguments {
  @Option(help: Settings.store.description.argumentHelp("path"), completion: .file())
  var store: String?

  @Option(help: Settings.keep.description.argumentHelp("time"))
  var keep: String?

  @Option(help: Settings.keepSize.description.argumentHelp("size"))
  var keepSize: String?

  /// Where the store is, and what is kept in it; `nil` where there is to be none.
  func read(_ reader: inout SettingReader) -> (path: String, retention: Retention)? {
    var retention = Retention()
    retention.keep = reader.read(Settings.keep, keep).map { Int($0) }
    retention.keepSize = reader.read(Settings.keepSize, keepSize).map { Int($0) }
    if let path = reader.read(Settings.store, store) { return (path, retention) }
    if keep != nil || keepSize != nil {
      reader.refuse("--keep and --keep-size need --store PATH: they say what stays in the store")
    }
    return nil
  }
}
