internal import Basics
package import Logging
package import StatusMetrics

/// Sends spans to an OpenTelemetry endpoint, in batches.
///
/// Ended spans wait in a bounded queue. If it is full they are dropped and counted, since a record must never wait for
/// its trace. ``run()`` must be called once; it returns shortly after ``finish()`` or cancellation.
package final class SpanExporter: Sendable {
  let queue: SpanQueue
  private let settings: TracingSettings
  private let logger: Logger

  package init(settings: TracingSettings, logger: Logger) {
    self.settings = settings
    self.logger = logger
    queue = SpanQueue(settings)
  }

  package var counts: TraceCounts { queue.counts }

  /// Queues the spans of written records, without waiting.
  package func add(_ batch: EventSpanBatch) { queue.add(batch) }

  /// Takes no more spans; ``run()`` sends what is queued and returns.
  package func finish() { queue.finish() }

  /// Exports until ``finish()`` or cancellation; both leave a short time to send what is queued.
  package func run() async {
    let isDone = Latch()
    await withTaskCancellationHandler {
      // Unstructured, since what is queued has to be sent even if the caller is cancelled. The end of the first task is
      // not waited for: the HTTP client can't close until a connection attempt has succeeded or timed out.
      Task { await exportUntilFinished(isDone) }
      await Task { await isDone.wait() }.value
    } onCancel: {
      queue.finish()
    }
  }

  private func exportUntilFinished(_ isDone: Latch) async {
    let transport: any SpanTransport =
      switch settings.endpoint.transport {
      case .http: HTTPSpanTransport(settings)
      case .grpc: GRPCSpanTransport(settings)
      }
    await export(through: transport)
    queue.failRest()
    let counts = counts
    logger.info(
      "traces: \(counts.exported) spans exported, \(counts.dropped) dropped, \(counts.failed) failed"
    )
    isDone.open()
    await transport.close()
  }

  /// Exports through a transport until ``finish()``.
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

/// Spans by outcome.
package struct TraceCounts: Hashable, Sendable {
  /// Accepted by the endpoint.
  package var exported = 0
  /// Not queued: the queue was full or finished.
  package var dropped = 0
  /// Queued but not accepted: refused, or given up after too many attempts.
  package var failed = 0
}

extension MetricGroup {
  /// The outcome of spans; `nil` if tracing is off.
  package init(_ counts: TraceCounts?) {
    self.init(
      "tracing",
      prefix: "tracing_spans",
      counts.map {
        [
          .counter("exported", $0.exported, "Spans that the receiver accepted."),
          .counter("dropped", $0.dropped, "Spans dropped because the queue was full."),
          .counter("failed", $0.failed, "Spans that the receiver rejected or did not get."),
        ]
      }
    )
  }
}
