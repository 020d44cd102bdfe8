import DockerEngine
import NIOCore
import Testing

extension EngineClient {
  /// A whole log, decoded.
  func messages(
    of container: String,
    _ request: LogRequest = LogRequest(follow: false),
    hasTTY: Bool = false
  ) async throws -> [DecodedMessage] {
    try await self.withLogs(of: container, request) { stream in
      var decoder = LogDecoder(hasTTY: hasTTY)
      var messages: [DecodedMessage] = []
      while let bytes = try await stream.next() {
        try bytes.withUnsafeReadableBytes { bytes in
          try decoder.decode(bytes) { messages.append(DecodedMessage($0)) }
        }
      }
      try decoder.finish { messages.append(DecodedMessage($0)) }
      return messages
    }
  }
}

/// The error that `body` throws, which must be the engine client's.
func engineError(_ body: () async throws -> Void) async -> EngineError? {
  await #expect(throws: EngineError.self) { try await body() }
}
