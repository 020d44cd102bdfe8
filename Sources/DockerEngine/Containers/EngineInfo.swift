/// The engine's identity: parts of `GET /info`.
public struct EngineInfo: Sendable, Hashable {
  /// The engine's id; empty if it has none. Docker's survives restarts and is copied with a cloned machine; Podman makes
  /// a new one for each answer.
  public var id: String
  /// The name of the engine's machine.
  public var name: String
  /// The engine's version, such as `20.10.24`.
  public var version: String
  /// The newest API version that the engine speaks, such as `1.41`.
  public var apiVersion: String
  /// The operating system of the engine's machine, as text.
  public var operatingSystem: String
  /// The engine's clock when it answered; `nil` if unknown.
  public var systemTime: EngineTimestamp?
  /// The engine's data directory, such as `/var/lib/docker`; `nil` if unknown.
  public var rootDirectory: String?
  /// Whether containers survive a restart of the engine (`LiveRestoreEnabled`); `nil` if unknown. If they don't, one
  /// that was not started again proves that the engine did not restart.
  public var keepsContainers: Bool?

  /// Creates the description of an engine.
  public init(
    id: String,
    name: String,
    version: String,
    apiVersion: String,
    operatingSystem: String = "",
    systemTime: EngineTimestamp? = nil,
    rootDirectory: String? = nil,
    keepsContainers: Bool? = nil
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.apiVersion = apiVersion
    self.operatingSystem = operatingSystem
    self.systemTime = systemTime
    self.rootDirectory = rootDirectory
    self.keepsContainers = keepsContainers
  }
}
