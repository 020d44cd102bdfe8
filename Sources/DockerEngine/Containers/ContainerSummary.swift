/// One container of the engine's list (`GET /containers/json?all=1`).
public struct ContainerSummary: Sendable, Hashable {
  /// The container's id, 64 hex digits.
  public var id: String
  /// The container's own names (in practice one) without the leading `/`; aliases from links are left out.
  public var names: [String]
  /// The image as given when the container was created.
  public var image: String
  /// The container's labels.
  public var labels: [String: String]
  /// The engine's state: `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
  public var state: String
  /// What is mounted into the container, as far as the engine's list says.
  public var mounts: [ContainerMount]

  /// Whether the container can still write: it is running, paused or restarting.
  public var isRunning: Bool {
    switch self.state {
    case "running", "paused", "restarting": return true
    default: return false
    }
  }

  /// Whether the container was never started.
  public var isNew: Bool { self.state == "created" }

  /// Creates a list entry.
  public init(
    id: String,
    names: [String],
    image: String,
    labels: [String: String],
    state: String,
    mounts: [ContainerMount] = []
  ) {
    self.id = id
    self.names = names
    self.image = image
    self.labels = labels
    self.state = state
    self.mounts = mounts
  }
}
