import Basics
import StatusMetrics
import Synchronization

/// Whether the engine answers, so that every source waits for it in one place and goes on at once, and whether it may
/// have been another process in between.
final class EngineAvailability: Sendable {
  /// How often the engine was, or may have been, restarted while it was watched.
  struct Breaks: Sendable, Hashable {
    /// For certain: what it had in memory is lost.
    var restarts = 0
    /// Its connection was lost, and nothing tells whether it was restarted.
    var doubts = 0
  }

  private struct State {
    var breaks = Breaks()
    var keepsContainers: Bool?
  }

  private let latch = Latch()
  private let watched = Latch()
  private let state = Mutex(State())
  private let outageCount = Atomic<Int>(0)

  /// The engine answers, or no longer does. Said by one who watches it.
  func set(isUp: Bool) {
    if isUp {
      latch.open()
    } else if latch.close() {
      outageCount.add(1, ordering: .sequentiallyConsistent)
    }
  }

  /// Events come, or don't. Said by one who watches them.
  func set(isWatched: Bool) {
    if isWatched { watched.open() } else { watched.close() }
  }

  /// Waits until a break that there has been is noted, or the task is cancelled.
  func waitUntilWatched() async { await watched.wait() }

  /// How often the engine has been found away after it had been there.
  var outages: Int { outageCount.load(ordering: .sequentiallyConsistent) }

  /// The engine is there again after its connection was lost. Said before ``set(isUp:)``, so that nobody goes on without
  /// having been told.
  func note(_ continuity: EngineContinuity) {
    state.withLock { state in
      switch continuity {
      case .same: break
      case .restarted: state.breaks.restarts += 1
      case .unknown: state.breaks.doubts += 1
      }
    }
  }

  /// How often the engine was restarted, or may have been.
  var breaks: Breaks { state.withLock { $0.breaks } }

  /// Whether containers live on while the engine is away; `nil` where it doesn't say.
  var keepsContainers: Bool? {
    get { state.withLock { $0.keepsContainers } }
    set { state.withLock { $0.keepsContainers = newValue } }
  }

  /// Whether the engine answered when it was asked last.
  var isUp: Bool { latch.isOpen }

  /// Waits until the engine answers, or the task is cancelled.
  func waitUntilUp() async { await latch.wait() }

  /// Whether the engine answers, and its outages.
  var metrics: MetricGroup {
    MetricGroup(
      "engine",
      [
        .flag("reachable", isUp, "Whether the container engine answered the last request."),
        .counter("outages", outages, "Times that the container engine stopped answering."),
      ]
    )
  }
}
