internal import Basics
internal import Evidence
internal import Formats

/// Whether a honeypot writes to a mounted file that nobody reads.
struct MountedFilesCheck: Check {
  struct Values: Sendable, Hashable {
    /// How many mounts were looked at.
    var mounts = 0
    /// Files that were written to lately, and are not among the container's sources.
    var files: [File] = []
    /// The mounts that this user may not look at.
    var closed: [String] = []
  }

  struct File: Sendable, Hashable {
    var container: String
    /// In the container.
    var path: String
    /// The format that its last lines look like.
    var format: String?
  }

  let name = "mounted-files"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let honeypots = try await survey.honeypots
    guard honeypots.isLocal else { return Values() }
    let (library, own) = (survey.library, survey.journal.ownPaths)
    return try await TimeLimit.blocking("mounted files") {
      var search = MountedFiles(library, own: own, now: WallClock.now)
      for container in honeypots.containers { search.look(at: container) }
      return search.values
    }
  }

  func judge(_ values: Values) -> Finding? {
    guard values.mounts + values.closed.count > 0 else { return nil }
    let known = values.files.filter { $0.format != nil }
    guard !known.isEmpty else {
      guard values.closed.isEmpty else {
        return .skipped(
          "this user may not look at \(values.closed.count) mounts: \(NameList.paths(values.closed))",
          advice: "Run this as root: `sudo decklog doctor`."
        )
      }
      let others = values.files.map { "\($0.container):\($0.path)" }
      let found = "no file in a known format grows uncollected in \(values.mounts) mounts"
      return others.isEmpty
        ? .ok(found)
        : .ok(
          "\(found); of unknown format: \(NameList.paths(others))",
          advice: "docs/honeypots.md says how to write the table of another format."
        )
    }
    let texts = known.map { file in
      "\(NameList.name(file.container)):\(NameList.path(file.path)) (looks like \(file.format ?? ""))"
    }
    let options = known.map { SourceOptions.file($0.path, $0.format ?? "", of: $0.container) }
    return .warning(
      "files in mounts grow and are not collected: \(NameList.list(texts))",
      advice:
        "Restart the collector with \(SourceOptions.command(options)). If a honeypot writes the same events to two"
        + " places, read one, and give the other the format `\(Format.noEvents.name)`."
    )
  }
}
