package import Basics
internal import Files
internal import Glibc

/// The place of the bus according to the environment.
package enum BusEndpoint: Hashable, Sendable {
  /// The path of the broker's socket, which need not exist.
  case socket(String)
  case off
  /// There can be no bus; the text names the invalid setting and the consequence.
  case unusable(String)

  private static let systemDirectory = "/run/decnet"

  /// Reads the settings of the bus (``BusSettings``).
  ///
  /// - Parameters:
  ///   - reader: `HOME` is one of its variables.
  ///   - isWritableDirectory: whether this process may create files in a directory.
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

  /// The broker's socket at this time: `/run/decnet` can appear, vanish or change its owner while a client runs.
  ///
  /// - Returns: `nil` if there is no place for one.
  package static func socketPath(
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

  /// Whether `path` is a directory in which this process may create files.
  package static func isWritableDirectory(_ path: String) -> Bool {
    FileStatus(of: path)?.isDirectory == true && access(path, W_OK | X_OK) == 0
  }
}

package enum BusSettings {
  package static let all = [isOn.description, type.description, socket.description]

  package static let isOn = Setting(
    variables: ["DECNET_BUS_ENABLED"],
    help: "Use the service bus.",
    format: .onOrOff(on: ["true", "1", "yes", "on"], off: ["false"]),
    standard: true
  )
  static let type = Setting(
    variables: ["DECNET_BUS_TYPE"],
    help: "The kind of bus; only unix is known.",
    format: .text,
    standard: "unix"
  )
  package static let socket = Setting(
    variables: ["DECNET_BUS_SOCKET"],
    help: "The socket of the bus.",
    format: .optional(.text, none: "/run/decnet/bus.sock if that can be, else ~/.decnet/bus.sock"),
    standard: nil
  )
}
