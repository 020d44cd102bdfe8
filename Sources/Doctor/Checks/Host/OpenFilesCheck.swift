internal import Basics
import Files

/// Whether enough files may be open for the fleet.
struct OpenFilesCheck: Check {
  let name = "open-files"

  func probe(_ survey: Survey) async throws(Late) -> (limits: LimitProbe, containers: Int) {
    (LimitProbe(of: survey.lock.process), try await survey.fleet.fleet?.members.count ?? 0)
  }

  /// - Parameter probe: the limits, and the number of the fleet's containers.
  func judge(_ probe: (limits: LimitProbe, containers: Int)) -> Finding? {
    guard let limit = probe.limits.openFiles else { return .skipped("the kernel does not tell") }
    let needed = OpenFiles.least + probe.containers * OpenFiles.perContainer
    let found =
      "\(probe.limits.isCollector ? "the collector" : "this process") may have \(text(limit.hard)) open"
      + " (now \(text(limit.soft))); \(probe.containers) containers need up to \(needed)"
    guard limit.hard < needed else { return .ok(found) }
    return .problem(
      found,
      advice: "Set LimitNOFILE=65536 in the unit (`sudo systemctl edit` with its name), or `ulimit -Hn 65536`"
        + " before the start."
    )
  }

  private func text(_ limit: Int) -> String { limit == .max ? "any number" : "\(limit)" }
}
