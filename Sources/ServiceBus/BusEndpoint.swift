internal import Glibc

/// Where the bus is, by the settings of the environment.
public enum BusEndpoint: Hashable, Sendable {
  /// The broker's socket is, or would be, at this path.
  case socket(String)

  /// There is to be no bus.
  case off

  /// There can be no bus; the text says which setting is wrong, and what that means.
  case unusable(String)

  private static let systemDirectory = "/run/decnet"

  /// Reads the settings `DECNET_BUS_ENABLED`, `DECNET_BUS_TYPE` and `DECNET_BUS_SOCKET`. An empty one is as one that
  /// is not set.
  ///
  /// - Parameters:
  ///   - environment: the variables of the environment; `HOME` is one of them.
  ///   - isWritableDirectory: whether a path is a directory in which this process may make files.
  public init(
    environment: [String: String],
    isWritableDirectory: (String) -> Bool = Self.isWritableDirectory
  ) {
    func setting(_ name: String) -> String? { Self.setting(name, environment) }
    if setting("DECNET_BUS_ENABLED")?.lowercased().split(whereSeparator: \.isWhitespace) == ["false"] {
      self = .off
    } else if let type = setting("DECNET_BUS_TYPE"), type != "unix" {
      let shown = type.unicodeScalars.prefix(64).map { $0.isASCII ? $0.escaped(asASCII: true) : "?" }.joined()
      self = .unusable("DECNET_BUS_TYPE is \"\(shown)\", and only \"unix\" is known: there is no bus")
    } else if let path = Self.socketPath(environment: environment, isWritableDirectory: isWritableDirectory) {
      self = .socket(path)
    } else {
      self = .unusable(
        "neither DECNET_BUS_SOCKET nor HOME is set, and \(Self.systemDirectory) is not writable: there is no bus"
      )
    }
  }

  /// The broker's socket as things are now: `/run/decnet` may come, go or change hands while a client runs.
  ///
  /// - Returns: `nil` where there is no place for one.
  public static func socketPath(
    environment: [String: String],
    isWritableDirectory: (String) -> Bool = Self.isWritableDirectory
  ) -> String? {
    if let path = setting("DECNET_BUS_SOCKET", environment) { return path }
    if isWritableDirectory(systemDirectory) { return "\(systemDirectory)/bus.sock" }
    return setting("HOME", environment).map { "\($0)/.decnet/bus.sock" }
  }

  private static func setting(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether `path` is a directory in which this process may make files.
  public static func isWritableDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
  }
}
