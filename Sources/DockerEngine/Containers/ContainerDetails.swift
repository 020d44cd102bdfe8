/// The result of inspecting one container (`GET /containers/ID/json`).
public struct ContainerDetails: Sendable, Hashable {
  /// The container's id, 64 hex digits.
  public var id: String
  /// The container's name without the leading `/`.
  public var name: String
  /// The image as given when the container was created (`Config.Image`).
  public var image: String
  /// The container's labels (`Config.Labels`).
  public var labels: [String: String]
  /// Whether the container has a terminal (`Config.Tty`), and thus a log stream without frames.
  public var hasTTY: Bool
  /// Whether the container is running, paused or restarting (`State.Running`).
  public var isRunning: Bool
  /// The last start of the container (`State.StartedAt`); `nil` if it was never started.
  public var startedAt: EngineTimestamp?
  /// The log driver, such as `json-file`, `local` or `none` (`HostConfig.LogConfig.Type`).
  public var logDriver: String
  /// The log driver's options, such as `max-size` (`HostConfig.LogConfig.Config`).
  public var logOptions: [String: String]
  /// Whether the engine rotates the log (`HostConfig.LogConfig.Config`).
  public var rotatesLog: Bool
  /// The json-file driver's file on the engine's machine; `nil` with other drivers.
  public var logPath: String?
  /// The addresses of the container's gateways, IPv4 and IPv6, without empty ones (`NetworkSettings`).
  public var gateways: [String] = []

  /// Creates the details of a container.
  public init(
    id: String,
    name: String,
    image: String,
    labels: [String: String],
    hasTTY: Bool,
    isRunning: Bool,
    startedAt: EngineTimestamp? = nil,
    logDriver: String,
    logOptions: [String: String] = [:],
    rotatesLog: Bool = false,
    logPath: String?
  ) {
    self.id = id
    self.name = name
    self.image = image
    self.labels = labels
    self.hasTTY = hasTTY
    self.isRunning = isRunning
    self.startedAt = startedAt
    self.logDriver = logDriver
    self.logOptions = logOptions
    self.rotatesLog = rotatesLog
    self.logPath = logPath
  }
}
