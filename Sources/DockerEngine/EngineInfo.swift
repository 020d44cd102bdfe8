/// Who the engine is: parts of `GET /info` and `GET /version`.
public struct EngineInfo: Sendable, Hashable {
  /// The engine's own id, which stays the same over its restarts. Empty where an engine has none.
  ///
  /// Container ids, and what is remembered about them, belong to one such id.
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

  /// Creates the description of an engine.
  public init(
    id: String,
    name: String,
    version: String,
    apiVersion: String,
    operatingSystem: String = "",
    systemTime: EngineTimestamp? = nil,
    rootDirectory: String? = nil
  ) {
    self.id = id
    self.name = name
    self.version = version
    self.apiVersion = apiVersion
    self.operatingSystem = operatingSystem
    self.systemTime = systemTime
    self.rootDirectory = rootDirectory
  }
}
