/// Whether the framework's API may read the files.
enum FileModeVerdict {
  static func finding(_ rights: ReadRights, asked name: String) -> Finding {
    guard let user = rights.user else {
      return Finding(
        .fileModes,
        .skipped,
        "there is no user \(NameList.name(name)) here, as whom an API would read"
      )
    }
    guard rights.files > 0 else { return Finding(.fileModes, .skipped, "none of the files is there yet") }
    guard let first = rights.obstacles.first else {
      return Finding(.fileModes, .ok, "user \(NameList.name(user)) may read the files")
    }
    return Finding(
      .fileModes,
      .warning,
      "user \(NameList.name(user)), who is the framework's API, may not read"
        + " \(NameList.paths(rights.obstacles.map(\.path))): \(first.closed)",
      advice:
        "Let the collector run as that user or in its group, or `sudo chgrp GROUP` and `sudo chmod g+r` (for a directory"
        + " `g+x`) with that user's group. decklog makes new files with mode 0640; a copy-and-truncate keeps the mode."
    )
  }
}
