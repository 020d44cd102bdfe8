import DockerEngine

/// What the supervisor of the fleet is told.
enum FleetMessage: Sendable {
  /// All containers that the engine knows, and who it said it was just before, where it did.
  case listed([ContainerSummary], engine: EngineInfo?)
  /// Something happened to a container.
  case event(EngineEvent)
  /// The state file may have changed.
  case stateFileTick
  /// A follower has come to its end; with its state, so that it can go on.
  case ended(ContainerFollower, ContainerFollower.End)
}
