public import DockerEngine

/// One output of one container: what is followed, and what has a cursor.
public struct OutputID: Sendable, Hashable {
  /// The container's whole id.
  public let container: String
  /// Which of its outputs.
  public let stream: LogRequest.Stream

  /// How messages of the output are marked.
  var messageStream: LogMessage.Stream { stream == .stdout ? .stdout : .stderr }

  /// An output.
  public init(container: String, stream: LogRequest.Stream) {
    self.container = container
    self.stream = stream
  }
}
