import Synchronization

/// How often each container may have ended, by the engine's events and lists. Followers that read files, where no
/// stream ends, then check whether it has.
///
/// Only for containers that are followed, since others come and go without limit.
final class ExitHints: Sendable {
  private struct Entry {
    var ends = 0
    var isRemoved = false
  }

  /// How long after the engine has forgotten a container the event of its removal may come.
  private static let lateness = Duration.seconds(2)
  private static let step = Duration.milliseconds(20)

  private let entries = Mutex<[String: Entry]>([:])

  var count: Int { entries.withLock { $0.count } }

  func note(_ container: String) { entries.withLock { $0[container, default: Entry()].ends += 1 } }

  /// The engine has reported a container's removal.
  func noteRemoval(_ id: String) { entries.withLock { $0[id, default: Entry()].isRemoved = true } }

  subscript(container: String) -> Int { entries.withLock { $0[container]?.ends ?? 0 } }

  func isRemoved(_ container: String) -> Bool { entries.withLock { $0[container]?.isRemoved ?? false } }

  /// Waits for the engine to report the removal of a container that it no longer knows; returns whether it did.
  func awaitRemoval(of container: String) async -> Bool {
    let end = ContinuousClock.now + Self.lateness
    while !isRemoved(container) {
      guard ContinuousClock.now < end, (try? await Task.sleep(for: Self.step)) != nil else { return false }
    }
    return true
  }

  func forget(_ container: String) { entries.withLock { $0[container] = nil } }
}
