package import Basics
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

  /// Reads the settings of the bus (``BusSettings``).
  ///
  /// - Parameters:
  ///   - reader: `HOME` is one of its variables.
  ///   - isWritableDirectory: whether a path is a directory in which this process may make files.
  package init(
    _ reader: inout SettingReader,
    isWritableDirectory: (String) -> Bool = Self.isWritableDirectory
  ) {
    let type = reader.read(BusSettings.type)
    let variables = reader.environment.variables
    if !reader.read(BusSettings.isOn) {
      self = .off
    } else if type != BusSettings.type.standard {
      let name = reader.name(of: BusSettings.type)
      let shown = PrintableText.make(from: type.utf8, limit: 64)
      self = .unusable(
        "invalid \(name) '\(shown)': only \(BusSettings.type.standard) is known; there is no bus"
      )
    } else if let path = Self.socketPath(environment: variables, isWritableDirectory: isWritableDirectory) {
      self = .socket(path)
    } else {
      self = .unusable(
        "neither DECNET_BUS_SOCKET nor HOME is set, and \(Self.systemDirectory) is not writable; there is no bus"
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
