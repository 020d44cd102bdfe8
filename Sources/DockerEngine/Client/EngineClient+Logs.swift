extension EngineClient {
  /// Reads a container's log, every message with its timestamp (`GET /containers/ID/logs?timestamps=1&…`).
  ///
  /// The stream is there only while `body` runs; the connection is closed when `body` returns or throws, and
  /// at once when the task is cancelled.
  ///
  /// - Parameters:
  ///   - container: An id, the unique beginning of one, or a name.
  ///   - request: Which output, from where, and whether to stay for what is yet to come.
  ///   - body: Called when the engine has agreed to send the log; where it is followed, also when the engine has said
  ///     nothing for a while: a refusal that comes later is thrown by the stream.
  /// - Returns: What `body` returns.
  /// - Throws: ``EngineError``: `notFound` if there is no such container; `status(501)` if its log driver
  ///   can't be read, `status(409)` if it is being removed, both with the engine's words. `CancellationError`
  ///   if the task was cancelled. And what `body` throws.
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
}
