import Basics
import Dashboard
import DashboardTestSupport
import Synchronization

/// A source that does what a test wants, and counts how often it is asked.
final class ScriptedSource: DashboardSource {
  struct Failure: Error {}

  private struct State {
    var calls = 0
    var running = 0
    var mostRunning = 0
  }

  private let state = Mutex(State())
  private let isFailing: Mutex<Bool>
  /// Where each call waits.
  let gate: Latch?
  private let honoursCancellation: Bool
  private let page: EventPage

  /// - Parameters:
  ///   - gate: where each call waits; `nil` for calls that don't.
  ///   - honoursCancellation: whether a call that is cancelled ends at once.
  init(
    gate: Latch? = nil,
    honoursCancellation: Bool = true,
    isFailing: Bool = false,
    page: EventPage = EventPage(events: [])
  ) {
    self.gate = gate
    self.honoursCancellation = honoursCancellation
    self.isFailing = Mutex(isFailing)
    self.page = page
  }

  var calls: Int { state.withLock { $0.calls } }
  var running: Int { state.withLock { $0.running } }
  var mostRunning: Int { state.withLock { $0.mostRunning } }

  func fail(_ isFailing: Bool) { self.isFailing.withLock { $0 = isFailing } }

  func overview(since: Int64?, top: Int) async throws -> Overview {
    try await visit()
    return Overview(
      totals: Overview.Totals(events: top, attackers: 1, deckies: 1, services: 1),
      timeline: Timeline(start: 0, width: 1, counts: []),
      attackers: [],
      deckies: [],
      services: [],
      eventTypes: [],
      credentials: []
    )
  }

  func attacker(_ address: String, since: Int64?) async throws -> AttackerDetail? {
    try await visit()
    return nil
  }

  func events(_ query: EventQuery) async throws -> EventPage {
    try await visit()
    if query.cursor == "bad" { throw DashboardQueryError.badCursor }
    return page
  }

  func status() async throws -> DashboardStatus {
    try await visit()
    return DashboardStatus(.collecting(at: 0))
  }

  private func visit() async throws {
    state.withLock { state in
      state.calls += 1
      state.running += 1
      state.mostRunning = max(state.mostRunning, state.running)
    }
    defer { state.withLock { $0.running -= 1 } }
    while let gate, !gate.isOpen, !(honoursCancellation && Task.isCancelled) {
      await gate.wait()
      if Task.isCancelled { await Task.yield() }
    }
    if gate?.isOpen == false { throw CancellationError() }
    if isFailing.withLock(\.self) { throw Failure() }
  }
}
