internal import DockerEngine
internal import Glibc
internal import ServiceBus

/// Whether the framework's bus accepts events.
struct BusCheck: Check {
  enum Values: Sendable {
    case off
    /// Why the settings name no usable socket.
    case unusable(String)
    /// A socket was tried.
    case tried(Socket)
  }

  /// A socket, and what came of trying it.
  struct Socket: Sendable {
    var path: String
    var outcome: BusProbe.Outcome
    /// `nil` if the socket can't be examined.
    var ownership: SocketOwnership?
    /// Whether it was configured.
    var isNamed: Bool
  }

  /// How long each of the three steps of trying it may take.
  private static let seconds = 1

  let name = "bus"

  func probe(_ survey: Survey) async throws(Late) -> Values {
    let isNamed = survey.settings.namesBus
    switch survey.settings.bus {
    case .off: return .off
    case .unusable(let why): return .unusable(why)
    case .socket(let path):
      return try await TimeLimit.blocking(path) {
        let outcome = BusProbe.run(path, name: "doctor", seconds: Self.seconds)
        let ownership = SocketOwnership(path: path)
        return .tried(Socket(path: path, outcome: outcome, ownership: ownership, isNamed: isNamed))
      }
    }
  }

  func judge(_ values: Values) -> Finding? {
    switch values {
    case .off: .ok("off, by DECNET_BUS_ENABLED")
    case .unusable(let why):
      .warning(why, advice: "Set DECNET_BUS_SOCKET=PATH, or DECNET_BUS_ENABLED=false for no bus.")
    case .tried(let socket): judge(socket)
    }
  }

  private func judge(_ socket: Socket) -> Finding {
    let owner =
      socket.ownership.map { " (\($0.owner):\($0.group), mode 0\(String($0.mode, radix: 8)))" } ?? ""
    let text = socket.path + owner
    switch socket.outcome {
    case .answered: return .ok("\(text) is served")
    case .silent:
      return .warning(
        "\(text) accepts connections, but does not answer",
        advice: "Restart the broker, or set DECNET_BUS_SOCKET to the right socket."
      )
    case .failed(ENOENT) where !socket.isNamed: return .skipped("there is none at \(text)")
    case .failed(ENOENT), .failed(ENOTDIR):
      return .warning(
        "there is no socket \(text)",
        advice:
          "Start the framework's broker if there should be one, or `decklog bus serve`; DECNET_BUS_ENABLED=false"
          + " states that there is none. Nothing else waits for it."
      )
    case .failed(ECONNREFUSED):
      return .warning(
        "nobody listens at \(text)",
        advice: "Start the framework's broker, or `decklog bus serve`, which replaces the stale socket."
      )
    case .failed(EACCES), .failed(EPERM):
      return .warning("\(text) may not be opened", advice: permission(socket))
    case .failed(let code):
      return .warning(
        "\(text): \(String(cString: strerror(code)))",
        advice: "Set DECNET_BUS_SOCKET to the broker's socket, of at most 103 bytes."
      )
    }
  }

  private func permission(_ socket: Socket) -> String {
    guard let ownership = socket.ownership, ownership.mode & 0o020 != 0 else {
      return
        "Give the collector's user access, `namei -l \(ShellWord.quoted(socket.path))` shows what denies it."
    }
    return
      "`sudo usermod -aG \(ShellWord.quoted(ownership.group)) USER` with the collector's user, and restart it."
  }
}
