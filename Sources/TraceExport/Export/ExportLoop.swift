internal import Basics
internal import Logging

/// Takes spans from the queue and sends them, as the only task that does.
struct ExportLoop {
  private let queue: SpanQueue
  private let transport: any SpanTransport
  private let settings: TracingSettings
  private let origin: SpanOrigin
  private var pauses: ExportPauses
  private var faults: ExportFaults

  init(queue: SpanQueue, transport: any SpanTransport, settings: TracingSettings, logger: Logger) {
    self.queue = queue
    self.transport = transport
    self.settings = settings
    origin = SpanOrigin(settings)
    pauses = ExportPauses(settings)
    faults = ExportFaults(endpoint: settings.endpoint, logger: logger)
  }

  /// Sends until there will be no more spans, or the task is cancelled.
  mutating func run() async {
    while !Task.isCancelled {
      await waitForSpans()
      // Meanwhile spans stay in the queue, where they are counted.
      await waitForTurn()
      if Task.isCancelled { return }
      let isLast = queue.finished.isOpen
      let items = queue.take()
      faults.report(dropped: queue.counts.dropped)
      guard !items.isEmpty else {
        if isLast { return }
        continue
      }
      // No retries at the end, because the shutdown waits for them.
      if await !export(items), queue.finished.isOpen { return }
    }
  }

  private func waitForSpans() async {
    guard !queue.ready.isOpen else { return }
    _ = await withTimeout(settings.scheduleDelay) { [queue] in await queue.ready.wait() }
  }

  private func waitForTurn() async {
    let pause = ContinuousClock.now.duration(to: pauses.turn)
    guard pause > .zero, !queue.finished.isOpen else { return }
    _ = await withTimeout(pause) { [queue] in await queue.finished.wait() }
  }

  /// Sends spans, and retries if that may help; returns whether the endpoint took or refused them.
  private mutating func export(_ items: [SpanQueue.Item]) async -> Bool {
    let request = ExportRequest(items, from: origin)
    let end = ContinuousClock.now + settings.exportTimeout
    // With less than a tenth of the usual time, a request would only fail for lack of it.
    let lastTurn = end - min(settings.requestTimeout, settings.exportTimeout) / 10
    while true {
      let timeout = min(settings.requestTimeout, ContinuousClock.now.duration(to: end))
      switch await outcome(of: request, within: timeout) {
      case .accepted(let rejected, let message):
        pauses.reset()
        let rejected = min(rejected, request.count)
        queue.count(exported: request.count - rejected, failed: rejected)
        faults.accepted(rejected: rejected, message: message)
        return true
      case .refused(let reason):
        pauses.reset()
        queue.count(failed: request.count)
        faults.report(reason)
        return true
      case .postponed(let reason, let asked):
        pauses.fail(asked: asked)
        faults.report(reason)
        if pauses.turn >= lastTurn || queue.finished.isOpen || Task.isCancelled {
          queue.count(failed: request.count)
          return false
        }
        await waitForTurn()
      }
    }
  }

  private func outcome(of request: ExportRequest, within timeout: Duration) async -> ExportOutcome {
    let outcome = await withTimeout(timeout) { [transport] in
      await transport.send(request, timeout: timeout)
    }
    return outcome ?? .postponed(reason: TransportFault.timedOut, pause: nil)
  }
}

/// When the next request may be sent. Pauses grow while requests fail, also from one batch to the next.
struct ExportPauses {
  private let settings: TracingSettings
  private var next: Duration
  /// The earliest time of the next request.
  private(set) var turn = ContinuousClock.now

  init(_ settings: TracingSettings) {
    self.settings = settings
    next = settings.shortestPause
  }

  mutating func reset() { next = settings.shortestPause }

  /// Notes a failed request.
  ///
  /// - Parameter asked: the pause that the endpoint asks for.
  mutating func fail(asked: Duration?, now: ContinuousClock.Instant = .now) {
    // Between half and all of it, so that many collectors don't return at once.
    let pause = next * Double.random(in: 0.5...1)
    next = min(next * 2, settings.longestPause)
    turn = now + (asked.map { min($0, settings.longestRetryAfter) } ?? pause)
  }
}
