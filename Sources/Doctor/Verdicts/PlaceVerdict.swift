/// Whether the record can be written where it is to be.
enum PlaceVerdict {
  static func findings(_ facts: PlaceFacts) -> [Finding] { [directory(facts), files(facts)] }

  private static func directory(_ facts: PlaceFacts) -> Finding {
    let (path, place) = (facts.directoryPath, facts.directory)
    let quoted = ShellWord.quoted(path)
    if case .unknown(let why) = place.kind {
      return Finding(
        .logDirectory,
        .problem,
        "\(place.path) can't be looked at: \(why)",
        advice: "Let the collector's user through, `namei -l \(quoted)` shows what is closed."
      )
    }
    guard place.kind == .directory else {
      return Finding(
        .logDirectory,
        .problem,
        "\(place.path) is no directory",
        advice: "Move it away, or say with --log-file where the log is to be."
      )
    }
    if let name = facts.unsafeFileSystem {
      return Finding(
        .logDirectory,
        .problem,
        "\(place.path) is on \(name), where two writers overwrite each other's lines: a collector refuses it",
        advice:
          "Put the log on a local disk with --log-file; --allow-unsafe-file-system is for who knows that nobody"
          + " else writes there."
      )
    }
    let isThere = place.path == path
    if let refusal = place.refusal {
      return Finding(
        .logDirectory,
        .problem,
        "\(isThere ? "no files can be made in \(path)" : "\(path) can't be made"): \(refusal); \(place.owner)",
        advice:
          "`sudo install -d -o USER -g GROUP -m 750 \(quoted)` with the collector's user and group; if it is the"
          + " collector's, run this as that user."
      )
    }
    return Finding(.logDirectory, .ok, isThere ? path : "\(path) is not there, and can be made")
  }

  private static func files(_ facts: PlaceFacts) -> Finding {
    let wrong = facts.files.filter { $0.kind != .missing && $0.kind != .file }
    guard wrong.isEmpty else {
      return Finding(
        .logFiles,
        .problem,
        "no regular file: \(NameList.paths(wrong.map(\.path)))",
        advice: "Move it away, or say with --log-file where the log is to be."
      )
    }
    let closed = facts.files.filter { $0.kind == .file && $0.refusal != nil }
    if let first = closed.first {
      return Finding(
        .logFiles,
        .problem,
        "can't be written: \(NameList.paths(closed.map(\.path))): \(first.refusal ?? ""); \(first.owner)",
        advice:
          "`sudo chown USER \(closed.map { ShellWord.quoted($0.path) }.joined(separator: " "))` with the collector's"
          + " user; if it is the collector's, run this as that user."
      )
    }
    let there = facts.files.filter { $0.kind == .file }.map(\.path)
    return Finding(
      .logFiles,
      .ok,
      there.isEmpty ? "none is there yet" : "\(there.joined(separator: ", ")): regular, writable"
    )
  }
}
