import Basics
import Dashboard
import Glibc
import Records
import RecordTestSupport
import Synchronization

/// Records that do what a test wants, and count how often totals and events are asked for.
final class ScriptedRecords: RecordQuerying {
  struct Failure: Error {}

  private struct State {
    var calls = 0
    var running = 0
    var mostRunning = 0
  }

  private let state = Mutex(State())
  private let isFailing: Mutex<Bool>
  /// Where each counted call waits.
  let gate: Latch?
  private let honoursCancellation: Bool

  /// - Parameters:
  ///   - gate: where each counted call waits; `nil` for calls that don't.
  ///   - honoursCancellation: whether a cancelled call ends at once.
  init(gate: Latch? = nil, honoursCancellation: Bool = true, isFailing: Bool = false) {
    self.gate = gate
    self.honoursCancellation = honoursCancellation
    self.isFailing = Mutex(isFailing)
  }

  var calls: Int { state.withLock { $0.calls } }
  var running: Int { state.withLock { $0.running } }
  var mostRunning: Int { state.withLock { $0.mostRunning } }

  func fail(_ isFailing: Bool) { self.isFailing.withLock { $0 = isFailing } }

  func totals(_ query: StoreQuery) throws -> StoreTotals {
    try visit(query)
    return StoreTotals(events: query.limit, attackers: 1, deckies: 1, services: 1)
  }

  func events(_ query: StoreQuery, isOldestFirst: Bool, after cursor: EventCursor?, bytes: Int) throws
    -> EventPage
  {
    try visit(query)
    return EventPage(events: [])
  }

  func attackers(_ query: StoreQuery) -> [AttackerSummary] { [] }
  func credentials(_ query: StoreQuery) -> [CredentialSummary] { [] }
  func tally(_ subject: Tally.Subject, _ query: StoreQuery) -> [Tally] { [] }
  func sessions(_ query: StoreQuery, gap: Duration) -> [SessionSummary] { [] }
  func timeline(_ query: StoreQuery, width: Int?) -> Timeline { Timeline(width: 1, buckets: []) }

  private func visit(_ query: StoreQuery) throws {
    state.withLock { state in
      state.calls += 1
      state.running += 1
      state.mostRunning = max(state.mostRunning, state.running)
    }
    defer { state.withLock { $0.running -= 1 } }
    while let gate, !gate.isOpen, !(honoursCancellation && query.cancellation?.isCancelled == true) {
      usleep(1_000)
    }
    if gate?.isOpen == false { throw CancellationError() }
    if isFailing.withLock(\.self) { throw Failure() }
  }
}

extension DashboardSource {
  /// Records, and a collector that is well.
  init(_ records: any RecordQuerying) {
    self.init({ records }, status: { .collecting(at: SampleText.now) })
  }
}
