internal import DockerEngine
internal import Glibc
internal import ServiceBus

/// Whether the framework's bus takes events.
enum BusVerdict {
  /// What is known without asking; `nil` where there is a socket to ask.
  static func setting(_ endpoint: BusEndpoint) -> Finding? {
    switch endpoint {
    case .socket: nil
    case .off: Finding(.bus, .ok, "off, by DECNET_BUS_ENABLED")
    case .unusable(let why):
      Finding(
        .bus,
        .warning,
        why,
        advice: "Set DECNET_BUS_SOCKET=PATH, or DECNET_BUS_ENABLED=false for no bus."
      )
    }
  }

  /// - Parameter isNamed: whether somebody has said that there is a bus.
  static func finding(_ facts: BusFacts, isNamed: Bool) -> Finding {
    let owner = facts.ownership.map { " (\($0.owner):\($0.group), mode 0\(String($0.mode, radix: 8)))" } ?? ""
    let socket = facts.path + owner
    switch facts.outcome {
    case .answered:
      return Finding(.bus, .ok, "\(socket) is served")
    case .silent:
      return Finding(
        .bus,
        .warning,
        "\(socket) takes connections, and does not answer",
        advice: "Start the broker anew, or set DECNET_BUS_SOCKET to the right socket."
      )
    case .failed(ENOENT) where !isNamed:
      return Finding(.bus, .skipped, "there is none at \(socket)")
    case .failed(ENOENT), .failed(ENOTDIR):
      return Finding(
        .bus,
        .warning,
        "there is no socket \(socket)",
        advice:
          "Where the framework's broker is to be there, start it, or `decklog bus serve`; DECNET_BUS_ENABLED=false"
          + " says that there is none. Nothing else waits for it."
      )
    case .failed(ECONNREFUSED):
      return Finding(
        .bus,
        .warning,
        "nobody listens at \(socket)",
        advice:
          "Start the framework's broker, or `decklog bus serve`, which replaces what is left of another."
      )
    case .failed(EACCES), .failed(EPERM):
      return Finding(.bus, .warning, "\(socket) may not be opened", advice: permission(facts))
    case .failed(let code):
      return Finding(
        .bus,
        .warning,
        "\(socket): \(String(cString: strerror(code)))",
        advice: "Set DECNET_BUS_SOCKET to the broker's socket, of at most 103 bytes."
      )
    }
  }

  private static func permission(_ facts: BusFacts) -> String {
    guard let ownership = facts.ownership, ownership.mode & 0o020 != 0 else {
      return
        "Let the collector's user through, `namei -l \(ShellWord.quoted(facts.path))` shows what is closed."
    }
    return
      "`sudo usermod -aG \(ShellWord.quoted(ownership.group)) USER` with the collector's user, and start it anew."
  }
}
