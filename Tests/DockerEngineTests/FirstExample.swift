import DockerEngine
import NIOCore

/// Returns what a container has written to standard output so far, or `nil` if the engine has no such container.
func output(of name: String, at endpoint: EngineEndpoint) async throws -> [UInt8]? {
  try await EngineClient.withClient(endpoint: endpoint) { client in
    guard let container = try await client.container(name) else { return nil }
    return try await client.withLogs(of: container.id, LogRequest(follow: false)) { stream in
      var decoder = LogDecoder(hasTTY: container.hasTTY)
      var output: [UInt8] = []
      while let bytes = try await stream.next() {
        try bytes.withUnsafeReadableBytes { bytes in
          try decoder.decode(bytes) { message in output += message.content }
        }
      }
      try decoder.finish { message in output += message.content }
      return output
    }
  }
}
