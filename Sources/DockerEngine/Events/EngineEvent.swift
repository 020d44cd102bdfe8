/// Something that happened to a container (`GET /events`).
public struct EngineEvent: Sendable, Hashable {
  /// What happened: `start`, `die`, `destroy`, `rename`, … Podman says `died` and `remove`.
  ///
  /// Words that decklog doesn't know are passed through.
  public var action: String

  /// The id of the container that it happened to.
  public var containerID: String

  /// The container's labels, flattened beside `name` and `image`, and details such as `exitCode`.
  public var attributes: [String: String]

  /// When it happened.
  public var time: EngineTimestamp

  /// Creates an event.
  public init(action: String, containerID: String, attributes: [String: String], time: EngineTimestamp) {
    self.action = action
    self.containerID = containerID
    self.attributes = attributes
    self.time = time
  }
}
