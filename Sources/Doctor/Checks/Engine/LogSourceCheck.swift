/// Whether the fleet's logs are read from the engine's files or through its API.
struct LogSourceCheck: Check {
  let name = "log-source"

  func probe(_ survey: Survey) async throws(Late) -> (logs: [ContainerLog], isLocal: Bool) {
    let fleet = try await survey.fleet
    return (fleet.logs.logs, fleet.engine.endpoint.isSocket)
  }

  /// - Parameter probe: the logs, and whether the engine's files may be on this host.
  func judge(_ probe: (logs: [ContainerLog], isLocal: Bool)) -> Finding? {
    let logs = probe.logs.filter(\.isJSONFile)
    guard !logs.isEmpty else { return nil }
    guard probe.isLocal else {
      return .ok(
        "through the engine, which is on another host",
        advice: "A collector on the engine's host can read its files, which is faster."
      )
    }
    let closed = logs.filter { $0.fault != nil }
    guard !closed.isEmpty else { return .ok("from the engine's files") }
    return Finding(
      name,
      closed.contains(where: \.rotates) ? .warning : .ok,
      "\(closed.count) of \(logs.count) through the engine's API, which is slower and can miss lines when logs rotate"
        + " (\(NameList.list(Set(closed.compactMap(\.fault)).sorted())))",
      advice:
        "To read its files, run the collector as root or with deploy/read-files.conf; in a container mount the"
        + " engine's directory at its own path, `-v /var/lib/docker/containers:/var/lib/docker/containers:ro`."
    )
  }
}
