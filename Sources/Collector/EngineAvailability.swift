import Synchronization
import Basics

/// Whether the engine answers, so that every source waits for it in one place and goes on at once.
final class EngineAvailability: Sendable {
  private let latch = Latch()
  private let outageCount = Atomic<Int>(0)

  /// The engine answers, or no longer does. Said by one who watches it.
  func set(isUp: Bool) {
    if isUp {
      latch.open()
    } else if latch.close() {
      outageCount.add(1, ordering: .sequentiallyConsistent)
    }
  }

  /// How often the engine has been found away after it had been there.
  var outages: Int { outageCount.load(ordering: .sequentiallyConsistent) }

  /// Whether the engine answered when it was asked last.
  var isUp: Bool { latch.isOpen }

  /// Waits until the engine answers, or the task is cancelled.
  func waitUntilUp() async { await latch.wait() }
}
