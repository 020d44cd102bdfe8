import Basics
import Synchronization

@testable import TraceExport

/// A transport that answers as it was told.
final class ScriptedTransport: SpanTransport {
  private let outcomes: Mutex<[ExportOutcome]>
  /// The size of each request, in spans.
  let requests = Mutex<[Int]>([])
  /// Open once it has been asked.
  let asked = Latch()
  /// Answers wait until it is open.
  let answers = Latch()

  /// - Parameter outcomes: request by request; then everything is accepted.
  init(_ outcomes: [ExportOutcome] = [], isOpen: Bool = true) {
    self.outcomes = Mutex(outcomes)
    if isOpen { answers.open() }
  }

  func close() {}

  func send(_ request: ExportRequest, timeout: Duration) async -> ExportOutcome {
    requests.withLock { $0.append(request.count) }
    asked.open()
    await answers.wait()
    return outcomes.withLock { outcomes in
      outcomes.isEmpty ? .accepted(rejected: 0, message: "") : outcomes.removeFirst()
    }
  }
}
