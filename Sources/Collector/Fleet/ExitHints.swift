import Synchronization

/// How often each container may have ended: the engine's events and lists say so, and who reads the container's log
/// from its files, where no stream ends, looks whether it is so.
///
/// Only of containers that are followed: others die on the host as well, in any number.
final class ExitHints: Sendable {
  private struct Entry {
    var ends = 0
    var isRemoved = false
  }

  /// How long the event of a removal may come after the engine has forgotten the container.
  private static let lateness = Duration.seconds(2)
  private static let step = Duration.milliseconds(20)

  private let entries = Mutex<[String: Entry]>([:])

  /// Of how many containers something is known.
  var count: Int { entries.withLock { $0.count } }

  /// A container may have ended.
  func note(_ container: String) { entries.withLock { $0[container, default: Entry()].ends += 1 } }

  /// The engine has said that a container was removed.
  func noteRemoval(_ container: String) {
    entries.withLock { $0[container, default: Entry()].isRemoved = true }
  }

  /// How often it may have ended.
  subscript(container: String) -> Int { entries.withLock { $0[container]?.ends ?? 0 } }

  /// Whether the engine has said that it was removed.
  func isRemoved(_ container: String) -> Bool { entries.withLock { $0[container]?.isRemoved ?? false } }

  /// Waits for the engine to say that a container was removed, which it no longer knows.
  ///
  /// - Returns: whether it has said so.
  func awaitRemoval(of container: String) async -> Bool {
    let end = ContinuousClock.now + Self.lateness
    while !isRemoved(container) {
      guard ContinuousClock.now < end, (try? await Task.sleep(for: Self.step)) != nil else { return false }
    }
    return true
  }

  /// Nobody reads it any more.
  func forget(_ container: String) { entries.withLock { $0[container] = nil } }
}
