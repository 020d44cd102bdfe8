extension EngineClient {
  /// Follows what happens to the engine's containers (`GET /events`).
  ///
  /// The engine keeps the last 256 events of all kinds in memory, and a restart empties that; a slow reader
  /// loses events without a word. So `since` can bridge a short pause, and nothing replaces a full list.
  ///
  /// - Parameters:
  ///   - since: From when on to repeat events that the engine still has, inclusive; `nil` for new ones only.
  ///   - body: Called when the engine has agreed: events from then on are seen.
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
    return try await self.connector.withStream(path) { response in
      let decoder = EventDecoder(maximumLength: self.configuration.maximumEventLength)
      return try await body(EngineEvents(response: response, decoder: decoder, logger: self.logger))
    }
  }
}
