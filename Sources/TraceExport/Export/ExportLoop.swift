internal import Basics
internal import Logging

/// What the one task does that takes spans from the queue and sends them.
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
      // Spans wait in the queue, where they can be counted, and not here.
      await waitForTurn()
      if Task.isCancelled { return }
      let isLast = queue.finished.isOpen
      let items = queue.take()
      faults.report(dropped: queue.counts.dropped)
      guard !items.isEmpty else {
        if isLast { return }
        continue
      }
      // In the end nothing is tried twice: whoever waits for the end would wait for that.
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

  /// Sends spans, and again if that may help.
  ///
  /// - Returns: whether the endpoint took them, or at least had its say.
  private mutating func export(_ items: [SpanQueue.Item]) async -> Bool {
    let request = ExportRequest(items, from: origin)
    let end = ContinuousClock.now + settings.exportTimeout
    // A request that has less than a tenth of the usual time would only fail for that.
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

/// When the next request may be made: pauses grow while requests fail, also from one batch of spans to the next.
struct ExportPauses {
  private let shortest: Duration
  private let longest: Duration
  private let longestAsked: Duration
  private var next: Duration
  /// Not before then.
  private(set) var turn: ContinuousClock.Instant

  init(_ settings: TracingSettings) {
    shortest = settings.shortestPause
    longest = settings.longestPause
    longestAsked = settings.longestRetryAfter
    next = shortest
    turn = .now
  }

  /// It has gone well.
  mutating func reset() { next = shortest }

  /// A request has failed.
  ///
  /// - Parameter asked: how long the endpoint wants to be left alone.
  mutating func fail(asked: Duration?, now: ContinuousClock.Instant = .now) {
    // Between a half and all of it, so that many collectors don't come back at once.
    let pause = next * Double.random(in: 0.5...1)
    next = min(next * 2, longest)
    turn = now + (asked.map { min($0, longestAsked) } ?? pause)
  }
}
