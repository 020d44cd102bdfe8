internal import Basics
internal import StatusMetrics
internal import Synchronization

/// Asks the collector for its status on behalf of any number of clients.
///
/// One task asks, one question at a time: a collector that hangs on its disk holds up this task alone, and many clients
/// cost it no more than one.
final class StatusCoalescer: Sendable {
  /// A question shared by all clients that ask before it is put.
  private final class Question: Sendable {
    let answer = Mutex<CollectorStatus?>(nil)
    let isAnswered = Latch()
  }

  /// The next question; `nil` if nobody asks.
  private let next = Mutex<Question?>(nil)
  private let source: @Sendable () async -> CollectorStatus
  private let wakeups: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  init(_ source: @escaping @Sendable () async -> CollectorStatus) {
    self.source = source
    (wakeups, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Answers until it is cancelled.
  func run() async {
    for await _ in wakeups {
      // Taken before it is put: an answer must not be older than the question.
      guard let question = next.withLock({ $0.take() }) else { continue }
      let status = await source()
      question.answer.withLock { $0 = status }
      question.isAnswered.open()
    }
  }

  /// The collector's status; `nil` if it doesn't answer in time.
  func status(within time: Duration) async -> CollectorStatus? {
    let question = next.withLock { next in
      let question = next ?? Question()
      next = question
      return question
    }
    wake.yield()
    _ = await withTimeout(time) { await question.isAnswered.wait() }
    return question.answer.withLock { $0 }
  }
}
