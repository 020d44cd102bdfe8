import ArgumentParser
import Store

/// Whether a collector keeps a store, and for how long what is in it.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep the records in this SQLite database as well, to be asked about. [DECKLOG_STORE; none]",
      valueName: "path"
    ),
    completion: .file()
  )
  var store: String?

  @Option(
    help: ArgumentHelp("How long records stay in the store: 12h, 30d, 8w. [for ever]", valueName: "time")
  )
  var keep: String?

  @Option(
    help: ArgumentHelp(
      "How large the store may become: 500MB, 5GB; the oldest records go. [no limit]",
      valueName: "size"
    )
  )
  var keepSize: String?

  func validate() throws { _ = try retention }

  /// What is kept.
  var retention: Retention {
    get throws {
      var retention = Retention()
      if let keep {
        guard let seconds = Amount.seconds(keep) else {
          throw ValidationError("--keep \(keep): wants a span of time, as in --keep 30d")
        }
        retention.keep = Int(seconds)
      }
      if let keepSize {
        guard let bytes = Amount.bytes(keepSize), bytes >= Int64(Retention.smallestSize) else {
          throw ValidationError(
            "--keep-size \(keepSize): wants a size of at least 16MiB, as in --keep-size 5GB"
          )
        }
        retention.keepSize = Int(bytes)
      }
      return retention
    }
  }

  /// Where the store is; `nil` where there is to be none.
  ///
  /// - Throws: `SettingsError` where there is to be none, and yet something is to be kept in it.
  func path(_ environment: [String: String]) throws -> String? {
    let path = StorePathOptions.path(store, environment)
    guard path != nil || (keep == nil && keepSize == nil) else {
      throw SettingsError(
        description: "--keep, --keep-size: want --store PATH, since they say what stays in the store"
      )
    }
    return path
  }
}
