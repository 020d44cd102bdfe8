import Basics
package import DecoyEvents
package import DockerEngine
import StatusMetrics
import Synchronization

/// The accounting of what was committed, in total and for each container.
package final class Accounts: Sendable {
  /// The numbers of one container.
  package struct Entry: Sendable, Hashable {
    /// The container's name.
    package var name: String
    /// Its lines.
    package var counts: LineCounts
    /// The engine's time of the last line committed since the start.
    package var lastLine: EngineTimestamp?
  }

  private struct State {
    var total = LineCounts()
    var notWritten = 0
    var containers: [String: Entry] = [:]
    var gapCauses: [GapCause: Int] = [:]
  }

  private let state: Mutex<State>

  init(total: LineCounts = LineCounts(), containers: [String: Entry] = [:]) {
    state = Mutex(State(total: total, containers: containers))
  }

  /// The numbers of all containers, including removed ones.
  package var total: LineCounts { state.withLock { $0.total } }

  /// The numbers by container id.
  package var containers: [String: Entry] { state.withLock { $0.containers } }

  /// How many gaps and doubts of each cause there were since the start.
  package var gapCauses: [GapCause: Int] { state.withLock { $0.gapCauses } }

  /// What `/status` has at its top level beside the counts of lines.
  var metrics: [Metric] {
    let notWritten = state.withLock { $0.notWritten }
    return [
      .counter("not_written", notWritten, "Lines that were read but could not be written before the end.")
    ]
  }

  /// Adds lines that were read but could not be written before the end: the engine still has them.
  func add(notWritten lines: Int) {
    precondition(lines >= 0)
    state.withLock { $0.notWritten += lines }
  }

  /// Adds what was committed; `lastLine` is the engine's time of the last line.
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
  func forget(container id: String) { state.withLock { $0.containers[id] = nil } }
}
