internal import NIOCore

extension EngineClient {
  /// Follows what happens to the engine's containers (`GET /events`).
  ///
  /// The engine keeps the last 256 events of all kinds in memory, and a restart empties that; a slow reader
  /// loses events without a word. So `since` can bridge a short pause, and nothing replaces a full list.
  ///
  /// - Parameters:
  ///   - since: From when on to repeat events that the engine still has, inclusive; `nil` for new ones only.
  ///   - body: Called when the engine has agreed: events from then on are seen. Where it says nothing for
  ///     ``EngineClient/Configuration/eventHeadPatience``, called without that, and ``EngineEvents/hasBegun`` is false.
  /// - Returns: What `body` returns.
  /// - Throws: ``EngineError``; `CancellationError` if the task was cancelled; and what `body` throws.
  public func withEvents<Result>(
    since: EngineTimestamp? = nil,
    _ body: (EngineEvents) async throws -> Result
  ) async throws -> Result {
    // {"type":["container"]}
    var path = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D"
    if let since {
      path += "&since=\(since.sinceParameter)"
    }
    let wait = HeadWait.optional(within: self.configuration.eventHeadPatience)
    return try await self.connector.withStream(path, wait) { response, hasHead in
      let decoder = EventDecoder(maximumLength: self.configuration.maximumEventLength)
      return try await body(
        EngineEvents(response: response, decoder: decoder, hasBegun: hasHead, logger: self.logger)
      )
    }
  }

  /// Asks for the events of all kinds that the engine still has from a stretch of time (`GET /events?since=…&until=…`).
  ///
  /// - Parameters:
  ///   - since: the first moment, inclusive.
  ///   - until: the last moment, inclusive. The engine answers when it is over.
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
