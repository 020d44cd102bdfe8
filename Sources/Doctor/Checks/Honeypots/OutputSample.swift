internal import Basics
internal import DockerEngine
internal import NIOCore

/// The last output of a container, as the engine has it.
struct OutputSample: Sendable, Hashable {
  /// The most messages, of both outputs together.
  static let messages = 200
  /// The most bytes, of both outputs together.
  static let longest = 64 << 10

  var stdout: [UInt8] = []
  var stderr: [UInt8] = []

  private var free: Int { Self.longest - stdout.count - stderr.count }

  /// Asks the engine; `nil` if it refuses, or does not answer in time.
  static func take(of container: ContainerDetails, _ client: EngineClient) async -> Self? {
    let sample = await withTimeout(TimeLimit.answer / 2) {
      let request = LogRequest(follow: false, tail: messages, includesOtherStream: true)
      return try? await client.withLogs(of: container.id, request) { stream in
        var sample = Self()
        var decoder = LogDecoder(hasTTY: container.hasTTY)
        while let bytes = try await stream.next() {
          try bytes.withUnsafeReadableBytes { try decoder.decode($0) { sample.add($0) } }
          guard sample.free > 0 else { return sample }
        }
        try decoder.finish { sample.add($0) }
        return sample
      }
    }
    return sample ?? nil
  }

  private mutating func add(_ message: LogMessage) {
    let content = message.content.prefix(free)
    switch message.stream {
    case .stdout: stdout += content
    case .stderr: stderr += content
    }
  }
}

extension [UInt8] {
  /// How many lines are not blank.
  var lineCount: Int {
    split(separator: UInt8(ascii: "\n")).count { line in line.contains { $0 > UInt8(ascii: " ") } }
  }
}
