internal import Basics
public import Logging
public import StatusMetrics

/// Sends spans to an OpenTelemetry endpoint, in batches.
///
/// What has ended waits in a bounded queue; what finds it full is dropped and counted, since a record must never wait
/// for its trace. ``run()`` has to be called, once, and returns when ``finish()`` was called or its task is cancelled,
/// a short time later at most.
public final class SpanExporter: Sendable {
  let queue: SpanQueue
  private let settings: TracingSettings
  private let logger: Logger

  /// An exporter that does not run yet; it takes spans already.
  public init(settings: TracingSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
    queue = SpanQueue(
      limit: settings.queueLimit,
      sizeLimit: settings.queueSizeLimit,
      batchLimit: settings.batchLimit
    )
  }

  /// What has become of the spans so far.
  public var counts: TraceCounts { queue.counts }

  /// Takes the spans of records that are written. Never waits.
  public func add(_ batch: EventSpanBatch) {
    queue.add(batch)
  }

  /// Takes no more spans, and lets ``run()`` send what it has and return. To be called after the last span has ended.
  public func finish() {
    queue.finish()
  }

  /// Exports until it is told to finish or is cancelled; both leave the same short time to send what is there.
  public func run() async {
    let isDone = Latch()
    await withTaskCancellationHandler {
      // Tasks of their own: what is queued has to be sent also when the caller is cancelled. And nobody waits for the
      // first one's very end, since the HTTP client can't close before a connection that is being made is made, or
      // given up after ten seconds.
      Task { await exportUntilFinished(isDone) }
      await Task { await isDone.wait() }.value
    } onCancel: {
      queue.finish()
    }
  }

  private func exportUntilFinished(_ isDone: Latch) async {
    do {
      try await SpanTransports.withTransport(settings) { transport in
        await self.export(through: transport)
        self.conclude()
        isDone.open()
      }
    } catch {
      guard !isDone.isOpen else { return }
      logger.warning("traces can't be sent to \(settings.endpoint): \(TransportFault.reason(error))")
      await queue.finished.wait()
      conclude()
      isDone.open()
    }
  }

  private func conclude() {
    queue.failRest()
    let counts = counts
    logger.info(
      "traces: \(counts.exported) spans exported, \(counts.dropped) dropped, \(counts.failed) failed"
    )
  }

  /// Exports through one transport until it is told to finish.
  func export(through transport: any SpanTransport) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [self] in
        var loop = ExportLoop(queue: queue, transport: transport, settings: settings, logger: logger)
        await loop.run()
      }
      group.addTask { [self] in
        await queue.finished.wait()
        try? await Task.sleep(for: settings.flushTimeout)
      }
      await group.next()
      group.cancelAll()
    }
  }
}

/// What has become of the spans so far.
public struct TraceCounts: Hashable, Sendable {
  /// Accepted by the endpoint.
  public var exported = 0
  /// Left out because the queue was full, or after the end.
  public var dropped = 0
  /// Taken from the queue, and not accepted: refused for good, or tried until the time was up.
  public var failed = 0

  /// Nothing so far.
  public init() {}
}

extension MetricGroup {
  /// What has become of the spans; `nil` for tracing that is off.
  public init(_ counts: TraceCounts?) {
    self.init(
      "tracing",
      prefix: "tracing_spans",
      counts.map {
        [
          .counter("exported", $0.exported, "Spans that the receiver has taken."),
          .counter("dropped", $0.dropped, "Spans dropped because the queue was full."),
          .counter("failed", $0.failed, "Spans that the receiver has refused or could not be given."),
        ]
      }
    )
  }
}
