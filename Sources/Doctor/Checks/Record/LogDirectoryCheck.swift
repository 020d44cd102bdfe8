internal import CDecklog
internal import Evidence
import Files

/// Whether the raw log's directory can be written.
struct LogDirectoryCheck: Check {
  struct Values: Sendable {
    var path: String
    /// The directory, or the nearest above it that exists.
    var directory: PathProbe
    /// The name of a file system without atomic appends; `nil` for any other.
    var unsafeFileSystem: String?
  }

  let name = "log-directory"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let file = survey.journal.logFile
    return try await TimeLimit.blocking(file) { Values(of: file) }
  }

  func judge(_ values: Values) -> Finding? {
    let (path, place) = (values.path, values.directory)
    let quoted = ShellWord.quoted(path)
    if case .unknown(let why) = place.kind {
      return .problem(
        "\(place.path) can't be examined: \(why)",
        advice: "Give the collector's user access, `namei -l \(quoted)` shows what denies it."
      )
    }
    guard place.kind == .directory else {
      return .problem(
        "\(place.path) is not a directory",
        advice: "Move it away, or set --log-file to another place."
      )
    }
    if let name = values.unsafeFileSystem {
      return .problem(
        "\(place.path) is on \(name), where two writers overwrite each other's lines: a collector refuses it",
        advice:
          "Put the log on a local disk with --log-file; --allow-unsafe-file-system is only safe if nothing else"
          + " writes there."
      )
    }
    let exists = place.path == path
    if let refusal = place.refusal {
      return .problem(
        "\(exists ? "no files can be created in \(path)" : "\(path) can't be created"): \(refusal); \(place.owner)",
        advice:
          "`sudo install -d -o USER -g GROUP -m 750 \(quoted)` with the collector's user and group; if it is"
          + " the collector's already, run this as that user."
      )
    }
    return .ok(exists ? path : "\(path) does not exist yet, but can be created")
  }
}

extension LogDirectoryCheck.Values {
  /// Looks at the directory of a file. Blocks.
  init(of file: String) {
    let path = Directories.split(file).directory
    let directory = PathProbe.nearest(path)
    self.init(
      path: path,
      directory: directory,
      unsafeFileSystem: FileSystemCheck.unsafeName(Int(decklog_file_system(directory.path)))
    )
  }
}
