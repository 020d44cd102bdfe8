/// Who the engine is: parts of `GET /info`.
public struct EngineInfo: Sendable, Hashable {
  /// The engine's own id. Docker's stays the same over restarts, Podman makes a new one for each answer; a clone of a
  /// machine has the same. Empty where an engine has none.
  public var id: String

  /// The name of the engine's machine.
  public var name: String

  /// The engine's version, such as `20.10.24`.
  public var version: String

  /// The newest API version that the engine speaks, such as `1.41`.
  public var apiVersion: String

  /// The operating system of the engine's machine, for people.
  public var operatingSystem: String

  /// What time it was on the engine's machine when it answered; `nil` if it doesn't say.
  public var systemTime: EngineTimestamp?

  /// Where the engine keeps its containers, such as `/var/lib/docker`; `nil` if it doesn't say.
  public var rootDirectory: String?

  /// Whether containers live on while the engine is away (`LiveRestoreEnabled`); `nil` if it doesn't say. Where they
  /// don't, one that has not been started again shows that the engine hasn't either.
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
