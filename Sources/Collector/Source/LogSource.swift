/// How the logs of containers are read.
public enum LogSource: String, Sendable, CaseIterable {
  /// From the engine's files where they can be read, otherwise through its API.
  case auto
  /// Through the engine's API.
  case api
  /// From the engine's files, and not at all where they can't be read.
  case files
}
