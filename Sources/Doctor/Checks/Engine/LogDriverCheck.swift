/// Whether the fleet's logs can be read at all.
struct LogDriverCheck: Check {
  let name = "log-driver"

  func probe(_ survey: Survey) async throws(Late) -> LogProbe { try await survey.fleet.logs }

  func judge(_ probe: LogProbe) -> Finding? {
    guard !probe.logs.isEmpty || probe.unknown > 0 else { return nil }
    let groups = Dictionary(grouping: probe.logs, by: \.driver)
    let unreadable = groups["none"] ?? []
    let others = groups.keys.filter { $0 != "json-file" && $0 != "none" }.sorted()
    let known = groups.keys.sorted().map { "\(groups[$0]?.count ?? 0) with \(NameList.name($0))" }
    var (found, advice): ([String], [String]) = (known.isEmpty ? [] : [NameList.list(known)], [])
    if !unreadable.isEmpty { found.append("nothing can be read of \(NameList.text(unreadable.map(\.name)))") }
    if !others.isEmpty { found.append(NameList.list(others.map(meaning))) }
    let dropping = probe.logs.filter(\.dropsLines)
    if !dropping.isEmpty {
      found.append(
        "the engine itself silently drops lines that come faster than it writes (mode=non-blocking):"
          + " \(NameList.text(dropping.map(\.name)))"
      )
    }
    if !unreadable.isEmpty || !others.isEmpty {
      advice.append("\(LogProbe.setting), and recreate the containers.")
    }
    if !dropping.isEmpty {
      advice.append(
        "Remove the log option `mode`, or set `max-buffer-size` to many megabytes; dropped lines can't be counted."
      )
    }
    if probe.unknown > 0 {
      found.append(
        "\(probe.unknown) of \(probe.logs.count + probe.unknown) containers could not be inspected"
      )
      advice.append(
        "The engine is slow or refuses it: try `docker inspect NAME`; a proxy must allow GET /containers/ID/json."
          + " At most \(LogProbe.limit) are inspected."
      )
    }
    return Finding(
      name,
      !unreadable.isEmpty ? .problem : advice.isEmpty ? .ok : .warning,
      found.joined(separator: "; "),
      advice: advice.isEmpty ? nil : advice.joined(separator: " ")
    )
  }

  private func meaning(_ driver: String) -> String {
    switch driver {
    case "local": "local is only read through the engine, which is slower"
    case "journald": "journald is read through the engine, and the journal's rate and size limits drop lines"
    default:
      "\(NameList.name(driver)) is read through the engine's own copy, which is small and rotates, or not at all"
    }
  }
}

extension ContainerLog {
  /// Whether the engine buffers lines in memory and drops those that don't fit, with any driver but `none`.
  fileprivate var dropsLines: Bool { options["mode"] == "non-blocking" && driver != "none" }
}
