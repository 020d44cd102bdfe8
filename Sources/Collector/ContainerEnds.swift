import Synchronization

/// How often each container may have ended: the engine's events and lists say so, and who reads the container's log
/// from its files, where no stream ends, looks whether it is so.
final class ContainerEnds: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  /// A container may have ended.
  func note(_ container: String) { counts.withLock { $0[container, default: 0] += 1 } }

  /// How often it may have.
  subscript(container: String) -> Int { counts.withLock { $0[container] ?? 0 } }

  /// Nobody reads it any more.
  func forget(_ container: String) { counts.withLock { $0[container] = nil } }
}
