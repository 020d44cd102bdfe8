/// Whether the logs of the fleet's containers can be read, and how.
enum LogVerdict {
  /// - Parameters:
  ///   - inspection: of the containers of the fleet.
  ///   - isLocal: whether the engine is on this host, so that its files may be.
  static func findings(_ inspection: LogInspection, isLocal: Bool) -> [Finding] {
    guard !inspection.logs.isEmpty || inspection.unknown > 0 else { return [] }
    let logs = inspection.logs
    return [driver(inspection)]
      + [RotationVerdict.finding(logs), source(logs, isLocal: isLocal)].compactMap(\.self)
  }

  private static func driver(_ inspection: LogInspection) -> Finding {
    let groups = Dictionary(grouping: inspection.logs, by: \.driver)
    let mute = groups["none"] ?? []
    let others = groups.keys.filter { $0 != "json-file" && $0 != "none" }.sorted()
    let known = groups.keys.sorted().map { "\(groups[$0]?.count ?? 0) with \(NameList.name($0))" }
    var (found, advice): ([String], [String]) = (known.isEmpty ? [] : [NameList.list(known)], [])
    if !mute.isEmpty { found.append("nothing can be read of \(NameList.text(mute.map(\.name)))") }
    if !others.isEmpty { found.append(NameList.list(others.map(meaning))) }
    let dropping = inspection.logs.filter(\.dropsLines)
    if !dropping.isEmpty {
      found.append(
        "the engine itself drops lines, without a word, where they come faster than it writes (mode=non-blocking):"
          + " \(NameList.text(dropping.map(\.name)))"
      )
    }
    if !mute.isEmpty || !others.isEmpty { advice.append("\(setting), and make the containers anew.") }
    if !dropping.isEmpty {
      advice.append(
        "Leave out the log option `mode`, or give `max-buffer-size` many megabytes; nobody can count what is dropped."
      )
    }
    if inspection.unknown > 0 {
      let all = inspection.logs.count + inspection.unknown
      found.append("\(inspection.unknown) of \(all) containers could not be inspected")
      advice.append(
        "The engine is slow or refuses it: try `docker inspect NAME`; a proxy has to let GET /containers/ID/json"
          + " through. At most \(LogInspection.limit) are asked for."
      )
    }
    return Finding(
      .logDriver,
      !mute.isEmpty ? .problem : advice.isEmpty ? .ok : .warning,
      found.joined(separator: "; "),
      advice: advice.isEmpty ? nil : advice.joined(separator: " ")
    )
  }

  /// The setting of a container that suits a collector best, in the words of Docker Compose.
  static let setting =
    #"Set logging: {driver: json-file, options: {max-size: "10m", max-file: "5"}} in the compose file"#

  private static func meaning(_ driver: String) -> String {
    switch driver {
    case "local": "local is read through the engine only, which is slower"
    case "journald":
      "journald is read through the engine, and the journal's limits of rate and size drop lines"
    default:
      "\(NameList.name(driver)) is read through the engine's own copy, which is small and rotates, or not at all"
    }
  }

  /// `nil` where none has the one driver whose files can be read.
  private static func source(_ logs: [LogFacts], isLocal: Bool) -> Finding? {
    let logs = logs.filter { $0.driver == "json-file" }
    guard !logs.isEmpty else { return nil }
    guard isLocal else {
      return Finding(
        .logSource,
        .ok,
        "through the engine, which is on another host",
        advice: "A collector on the engine's host can read its files, which is faster."
      )
    }
    let closed = logs.filter { $0.access != .readable }
    guard !closed.isEmpty else { return Finding(.logSource, .ok, "from the engine's files") }
    let reasons = Set(closed.map { $0.access.reason }).sorted()
    return Finding(
      .logSource,
      closed.contains(where: \.rotates) ? .warning : .ok,
      "\(closed.count) of \(logs.count) through the engine's API, which is slower and can miss lines when logs rotate"
        + " (\(NameList.list(reasons)))",
      advice:
        "To read its files, run the collector as root or with deploy/read-files.conf; in a container mount the"
        + " engine's directory at its own path, `-v /var/lib/docker/containers:/var/lib/docker/containers:ro`."
    )
  }
}

extension LogFacts {
  /// Whether the engine buffers lines in memory and drops those that don't fit, for every driver but `none`.
  fileprivate var dropsLines: Bool { options["mode"] == "non-blocking" && driver != "none" }
}

extension LogFacts.Access {
  fileprivate var reason: String {
    switch self {
    case .readable: ""
    case .noFile: "the engine names no file"
    case .unreadable(let why): why
    }
  }
}
