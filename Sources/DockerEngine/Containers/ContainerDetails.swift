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
  /// The container's environment variables (`Config.Env`); the first ``mostVariables``, without those whose value is
  /// longer than ``longestVariable``. The last of several with one name counts.
  public var variables: [String: String]
  /// What is mounted in the container (`Mounts`); the first ``mostMounts``.
  public var mounts: [ContainerMount]
  /// The directory of the container's own layer on the engine's machine (`GraphDriver.Data.UpperDir`); `nil` if its
  /// storage driver has none.
  public var upperDirectory: String?
  /// The id of the container's first process on the engine's machine (`State.Pid`); `nil` if there is none.
  public var processID: Int?
  /// The addresses of the container's gateways, IPv4 and IPv6, without empty ones (`NetworkSettings`).
  public var gateways: [String]

  /// The most environment variables that are read.
  public static let mostVariables = 4096
  /// The longest value of an environment variable that is read, in bytes.
  public static let longestVariable = 4096
  /// The most mounts that are read.
  public static let mostMounts = 1024

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
    logPath: String?,
    variables: [String: String] = [:],
    mounts: [ContainerMount] = [],
    upperDirectory: String? = nil,
    processID: Int? = nil,
    gateways: [String] = []
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
    self.variables = variables
    self.mounts = mounts
    self.upperDirectory = upperDirectory
    self.processID = processID
    self.gateways = gateways
  }
}

/// A directory or file that is mounted in a container.
public struct ContainerMount: Sendable, Hashable {
  /// `bind`, `volume`, `tmpfs`, …
  public var type: String
  /// Where it is on the engine's machine, a volume's directory included; empty if it is nowhere, as with `tmpfs`.
  public var source: String
  /// Where it is in the container.
  public var destination: String
  /// Whether the container can write to it.
  public var readWrite: Bool

  /// Creates a mount.
  public init(type: String, source: String, destination: String, readWrite: Bool) {
    self.type = type
    self.source = source
    self.destination = destination
    self.readWrite = readWrite
  }
}
