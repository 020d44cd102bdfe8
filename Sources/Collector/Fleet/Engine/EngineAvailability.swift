import Basics
import StatusMetrics
import Synchronization

/// Whether the engine answers, and whether it may have restarted: all sources wait for it here.
final class EngineAvailability: Sendable {
  /// How often the engine restarted, or may have, while it was watched.
  struct Breaks: Sendable, Hashable {
    /// It restarted, and lost what it had in memory.
    var restarts = 0
    /// Its connection was lost, and it is unknown whether it restarted.
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

  /// The watch reports that the engine answers, or no longer does.
  func set(isUp: Bool) {
    if isUp {
      latch.open()
    } else if latch.close() {
      outageCount.add(1, ordering: .sequentiallyConsistent)
    }
  }

  /// The watch reports that it receives events, or no longer does.
  func set(isWatched: Bool) {
    if isWatched { watched.open() } else { watched.close() }
  }

  /// Waits until events are received and past breaks noted, or the task is cancelled.
  func waitUntilWatched() async { await watched.wait() }

  /// How often the engine stopped answering.
  var outages: Int { outageCount.load(ordering: .sequentiallyConsistent) }

  /// The watch reports what a lost connection meant, before ``set(isUp:)`` lets sources continue.
  func note(_ continuity: EngineContinuity) {
    state.withLock { state in
      switch continuity {
      case .same: break
      case .restarted: state.breaks.restarts += 1
      case .unknown: state.breaks.doubts += 1
      }
    }
  }

  var breaks: Breaks { state.withLock { $0.breaks } }

  /// Whether containers keep running while the engine is away; `nil` if it doesn't say.
  var keepsContainers: Bool? {
    get { state.withLock { $0.keepsContainers } }
    set { state.withLock { $0.keepsContainers = newValue } }
  }

  /// Whether the engine answered the last request.
  var isUp: Bool { latch.isOpen }

  /// Waits until the engine answers, or the task is cancelled.
  func waitUntilUp() async { await latch.wait() }

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

/// How long to wait before the engine is asked again.
struct OutageClock {
  private static let shortest = Duration.seconds(1)
  private static let longest = Duration.seconds(30)

  private var since: ContinuousClock.Instant?

  /// The pause after a request without an answer: a quarter of the outage so far, within 1 s and 30 s.
  mutating func pause() -> Duration {
    let now = ContinuousClock.now
    let start = since ?? now
    since = start
    return min(max(Self.shortest, (now - start) / 4), Self.longest)
  }

  mutating func reset() { since = nil }
}
