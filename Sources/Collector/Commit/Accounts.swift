public import Basics
public import DecoyEvents
public import DockerEngine
import StatusMetrics
import Synchronization

/// The accounting of what was committed, for every container and in total.
public final class Accounts: Sendable {
  /// The numbers of one container.
  public struct Entry: Sendable, Hashable {
    /// The container's name.
    public var name: String
    /// Its lines.
    public var counts: LineCounts
    /// The engine's time of the line that was committed last since the start.
    public var lastLine: EngineTimestamp?
  }

  private struct State {
    var total = LineCounts()
    var notWritten = 0
    var containers: [String: Entry] = [:]
    var gapCauses: [GapCause: Int] = [:]
  }

  private let state = Mutex(State())

  /// Numbers to go on from.
  init(total: LineCounts = LineCounts(), containers: [String: Entry] = [:]) {
    state.withLock { state in
      state.total = total
      state.containers = containers
    }
  }

  /// The numbers of all containers together, those that are gone too.
  public var total: LineCounts { state.withLock { $0.total } }

  /// The numbers by container id.
  public var containers: [String: Entry] { state.withLock { $0.containers } }

  /// How many gaps and doubts there were of each cause since the start.
  public var gapCauses: [GapCause: Int] { state.withLock { $0.gapCauses } }

  /// Lines that were read and could not be written before the end: the engine still has them.
  public var notWritten: Int { state.withLock { $0.notWritten } }

  /// What stands at the top of `/status`, beside the counts of lines.
  var metrics: [Metric] {
    [
      .counter("not_written", notWritten, "Lines that were read and could not be written before the end.")
    ]
  }

  func add(notWritten lines: Int) { state.withLock { $0.notWritten += lines } }

  /// Adds what was committed.
  ///
  /// - Parameter lastLine: the engine's time of the last of the lines.
  func add(
    _ counts: LineCounts,
    container id: String,
    name: String,
    lastLine: EngineTimestamp? = nil,
    gaps: [Gap] = []
  ) {
    guard counts != LineCounts() else { return }
    state.withLock { state in
      state.total += counts
      state.containers[id, default: Entry(name: name, counts: LineCounts())].counts += counts
      if let lastLine { state.containers[id]?.lastLine = lastLine }
      for gap in gaps { state.gapCauses[gap.cause, default: 0].addSaturated(gap.count) }
    }
  }

  /// Forgets a container that the engine no longer knows; the total keeps its numbers.
  func forget(container id: String) {
    state.withLock { $0.containers[id] = nil }
  }
}
