internal import Basics
internal import Files

/// Whether the host lets a collector work.
enum HostVerdict {
  /// The least inotify instances that each user should have: other programs take some.
  static let leastInstances = 16

  static func clock(_ facts: ClockFacts) -> Finding {
    switch facts {
    case .synchronized: Finding(.clock, .ok, "kept in step")
    case .drifting:
      Finding(
        .clock,
        .warning,
        "nothing keeps this host's clock in step",
        advice:
          "`sudo timedatectl set-ntp true`, or install chrony: times of events are no evidence otherwise."
      )
    case .unknown(let why): Finding(.clock, .skipped, "the kernel does not tell: \(why)")
    }
  }

  /// - Parameter containers: of the fleet.
  static func openFiles(_ facts: LimitFacts, containers: Int) -> Finding {
    guard let limit = facts.openFiles else {
      return Finding(.openFiles, .skipped, "the system does not tell")
    }
    let needed = OpenFiles.least + containers * OpenFiles.perContainer
    let whose = facts.isCollector ? "the collector" : "this process"
    let found =
      "\(whose) may have \(count(limit.hard)) open (now \(count(limit.soft)));"
      + " \(containers) containers take up to \(needed)"
    guard limit.hard < needed else { return Finding(.openFiles, .ok, found) }
    return Finding(
      .openFiles,
      .problem,
      found,
      advice:
        "Set LimitNOFILE=65536 in the unit (`sudo systemctl edit` with its name), or `ulimit -Hn 65536`"
        + " before the start."
    )
  }

  private static func count(_ limit: Int) -> String { limit == .max ? "any number" : "\(limit)" }

  static func user(_ facts: LimitFacts) -> Finding {
    guard let user = facts.user else { return Finding(.user, .skipped, "the system does not tell") }
    switch (facts.isCollector, user) {
    case (true, 0):
      return Finding(
        .user,
        .warning,
        "the collector runs as root, and reads what attackers write",
        advice:
          "Only reading the engine's files wants that; the unit in deploy/ runs it as user decnet with group docker."
      )
    case (true, _):
      return Finding(.user, .ok, "the collector runs as user \(user)")
    case (false, 0):
      return Finding(
        .user,
        .ok,
        "this runs as root, and does not see what another user may not",
        advice: "To check for the collector's user: `sudo -u decnet decklog doctor`."
      )
    case (false, _):
      return Finding(.user, .ok, "this runs as user \(user)")
    }
  }

  static func inotify(_ facts: LimitFacts) -> Finding {
    guard let instances = facts.inotifyInstances else {
      return Finding(.inotify, .skipped, "the system does not tell")
    }
    let found = "each user may have \(instances) instances"
    guard instances < leastInstances else { return Finding(.inotify, .ok, found) }
    return Finding(
      .inotify,
      .warning,
      found,
      advice: "`sudo sysctl fs.inotify.max_user_instances=128`: without one, files are looked at less often."
    )
  }
}
