import Basics

// The JSON of the Docker Engine API, as far as it is read. Everything that an engine or a version of one might
// leave out is optional.

package struct InfoAnswer: Decodable {
  var ID: String?
  var Name: String?
  var ServerVersion: String?
  var OperatingSystem: String?
  var DockerRootDir: String?
  package var SystemTime: String?
  var LiveRestoreEnabled: Bool?
}

package struct ListAnswer: Decodable {
  var Id: String
  var Names: [String]?
  var Image: String?
  var Labels: [String: String]?
  var State: String?
  var Mounts: Mounts?

  /// The mounts of a list's container; none if an engine writes them in another way.
  struct Mounts: Decodable {
    var mounts: [ContainerMount] = []

    init(from decoder: any Decoder) throws {
      guard let found = try? decoder.singleValueContainer().decode([InspectAnswer.Mount].self) else { return }
      mounts = found.prefix(ContainerDetails.mostMounts).compactMap(\.mount)
    }
  }

  package var summary: ContainerSummary {
    ContainerSummary(
      id: self.Id,
      // `/other/alias` is what another container calls it by a link, and sorts first.
      names: (self.Names ?? []).map(Self.withoutSlash).filter { !$0.contains("/") },
      image: self.Image ?? "",
      labels: self.Labels ?? [:],
      state: self.State ?? "",
      mounts: self.Mounts?.mounts ?? []
    )
  }

  static func withoutSlash(_ name: String) -> String { name.hasPrefix("/") ? String(name.dropFirst()) : name }
}

package struct InspectAnswer: Decodable {
  struct Config: Decodable {
    var Image: String?
    var Labels: [String: String]?
    var Tty: Bool?
    var Env: [String]?

    /// Each is `NAME=VALUE`; a name alone has no value.
    var variables: [String: String] {
      (self.Env ?? []).prefix(ContainerDetails.mostVariables).reduce(into: [:]) { variables, text in
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals > text.startIndex else {
          return
        }
        let value = text[text.utf8.index(after: equals)...]
        let isKept = value.utf8.count <= ContainerDetails.longestVariable
        variables[String(text[..<equals])] = isKept ? String(value) : nil
      }
    }
  }

  struct Mount: Decodable {
    var `Type`: String?
    var Source: String?
    var Destination: String?
    var RW: Bool?

    /// `nil` without a destination.
    var mount: ContainerMount? {
      guard let destination = self.Destination, !destination.isEmpty else { return nil }
      return ContainerMount(
        type: self.Type ?? "",
        source: self.Source ?? "",
        destination: destination,
        readWrite: self.RW ?? true
      )
    }
  }

  struct GraphDriver: Decodable {
    struct Data: Decodable {
      var UpperDir: String?
    }

    var Data: Data?
  }

  struct State: Decodable {
    var Running: Bool?
    var StartedAt: String?
    var Pid: Int?

    /// `nil` before the first start, which the engine writes as the year 1.
    var startedAt: EngineTimestamp? {
      self.StartedAt.flatMap { text in Array(text.utf8).withUnsafeBytes { EngineTimestamp(rfc3339: $0) } }
    }
  }

  struct HostConfig: Decodable {
    struct LogConfig: Decodable {
      var `Type`: String?
      var Config: [String: String]?
    }

    var LogConfig: LogConfig?
  }

  struct NetworkSettings: Decodable {
    struct Network: Decodable {
      var Gateway: String?
      var IPv6Gateway: String?
    }

    var Networks: [String: Network?]?

    /// Sorted, each once.
    var gateways: [String] {
      let networks = (self.Networks ?? [:]).values.compactMap(\.self)
      return Set(networks.flatMap { [$0.Gateway, $0.IPv6Gateway] }.compactMap(\.self)).subtracting([""])
        .sorted()
    }
  }

  var Id: String
  var Name: String?
  var LogPath: String?
  var Config: Config?
  var State: State?
  var HostConfig: HostConfig?
  var Mounts: [Mount]?
  var GraphDriver: GraphDriver?
  var NetworkSettings: NetworkSettings?

  /// By the drivers' own rules: json-file keeps everything unless `max-size` is set, local rotates at 20 MB unless
  /// told not to (Moby's `daemon/logger`).
  private static func rotatesLog(_ log: HostConfig.LogConfig?) -> Bool {
    let size = log?.Config?["max-size"]
    switch log?.Type {
    case "json-file": return size.map { $0 != "-1" } ?? false
    case "local": return size != "-1"
    default: return false
    }
  }

  package var details: ContainerDetails {
    ContainerDetails(
      id: self.Id,
      name: ListAnswer.withoutSlash(self.Name ?? ""),
      image: self.Config?.Image ?? "",
      labels: self.Config?.Labels ?? [:],
      hasTTY: self.Config?.Tty ?? false,
      isRunning: self.State?.Running ?? false,
      startedAt: self.State?.startedAt,
      logDriver: self.HostConfig?.LogConfig?.Type ?? "",
      logOptions: self.HostConfig?.LogConfig?.Config ?? [:],
      rotatesLog: Self.rotatesLog(self.HostConfig?.LogConfig),
      logPath: self.LogPath.flatMap { $0.isEmpty ? nil : $0 },
      variables: self.Config?.variables ?? [:],
      mounts: (self.Mounts ?? []).prefix(ContainerDetails.mostMounts).compactMap(\.mount),
      upperDirectory: self.GraphDriver?.Data?.UpperDir.flatMap { $0.isEmpty ? nil : $0 },
      processID: self.State?.Pid.flatMap { $0 > 0 ? $0 : nil },
      gateways: self.NetworkSettings?.gateways ?? []
    )
  }
}
