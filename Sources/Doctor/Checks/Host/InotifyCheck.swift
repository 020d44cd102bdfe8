/// Whether there are enough inotify instances.
struct InotifyCheck: Check {
  /// The fewest instances that a user should have, since other programs use some.
  static let least = 16

  let name = "inotify"

  /// The instances that each user may have (inotify(7)).
  func probe(_ survey: Survey) async throws(Late) -> Int? {
    SmallFile.text(of: "/proc/sys/fs/inotify/max_user_instances")?.split(separator: "\n").first.flatMap {
      Int($0)
    }
  }

  func judge(_ instances: Int?) -> Finding? {
    guard let instances else { return .skipped("the kernel does not tell") }
    let found = "each user may have \(instances) instances"
    guard instances < Self.least else { return .ok(found) }
    return .warning(
      found,
      advice: "`sudo sysctl fs.inotify.max_user_instances=128`: without one, files are polled less often."
    )
  }
}
