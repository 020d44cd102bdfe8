internal import NIOCore

extension EngineClient {
  /// Reads a container's log with timestamps (`GET /containers/ID/logs?timestamps=1&…`).
  ///
  /// The stream is valid only while `body` runs. The connection is closed when `body` returns or throws, and at once
  /// when the task is cancelled.
  ///
  /// - Parameters:
  ///   - container: An id, the unique beginning of one, or a name.
  ///   - request: Which output, from where, and whether to follow.
  ///   - body: Called when the engine has answered or, if the log is followed, has been silent for a while: the stream
  ///     throws a later refusal.
  /// - Returns: What `body` returns.
  /// - Throws: ``EngineError``: `notFound` if there is no such container, `status(501)` if its log driver can't be
  ///   read, `status(409)` if it is being removed; `CancellationError`; and what `body` throws.
  public func withLogs<Result>(
    of container: String,
    _ request: LogRequest,
    _ body: (inout LogStream) async throws -> Result
  ) async throws -> Result {
    guard ContainerReference.isValid(container) else { throw ContainerReference.unknown(container) }
    let tail = request.tail.map { String($0) } ?? "all"
    let path =
      "/containers/\(container)/logs?\(request.outputs)&timestamps=1"
      + "&follow=\(request.follow ? 1 : 0)&tail=\(tail)"
    let patience = self.configuration.responseHeadTimeout
    let wait: HeadWait = request.follow ? .optional(within: patience) : .required(within: patience)
    return try await self.connector.withStream(path, wait) { response, _ in
      var stream = LogStream(response: response)
      return try await body(&stream)
    }
  }

  /// Follows the events of the engine's containers (`GET /events`).
  ///
  /// Docker keeps the last 256 events of all kinds in memory, and silently drops events for slow readers. So `since` can
  /// bridge a short pause, and nothing replaces a full list.
  ///
  /// - Parameters:
  ///   - since: The first moment to repeat events from, inclusive; `nil` for new events only.
  ///   - body: Called when the engine has answered, or after ``EngineClient/Configuration/eventHeadPatience`` with
  ///     ``EngineEvents/hasBegun`` false.
  /// - Returns: What `body` returns.
  /// - Throws: ``EngineError``; `CancellationError` if the task was cancelled; and what `body` throws.
  public func withEvents<Result>(
    since: EngineTimestamp? = nil,
    _ body: (EngineEvents) async throws -> Result
  ) async throws -> Result {
    // {"type":["container"]}
    var path = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D"
    if let since { path += "&since=\(since.sinceParameter)" }
    let wait = HeadWait.optional(within: self.configuration.eventHeadPatience)
    return try await self.connector.withStream(path, wait) { response, hasHead in
      let decoder = EventDecoder(maximumLength: self.configuration.maximumEventLength)
      return try await body(
        EngineEvents(response: response, decoder: decoder, hasBegun: hasHead, logger: self.logger)
      )
    }
  }

  /// Lists the events of all kinds that the engine remembers from an interval (`GET /events?since=…&until=…`), both ends
  /// inclusive. The engine answers when it is over.
  ///
  /// - Throws: ``EngineError``; code `cancelled` if the task was cancelled.
  public func rememberedEvents(
    since: EngineTimestamp,
    until: EngineTimestamp
  ) async throws(EngineError) -> EventMemory {
    let path = "/events?since=\(since.sinceParameter)&until=\(until.sinceParameter)"
    let answer = try await self.fetch(path, within: self.configuration.hintTimeout)
    return EventMemory(lines: answer.body.readableBytesView)
  }
}
