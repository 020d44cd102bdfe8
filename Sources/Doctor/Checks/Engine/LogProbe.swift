internal import DockerEngine
internal import Glibc

/// How the engine keeps the logs of the fleet's containers.
struct LogProbe: Sendable {
  /// The most containers that are inspected.
  static let limit = 1000
  /// How many are inspected at once.
  private static let width = 8
  /// The best setting for a collector, in terms of Docker Compose.
  static let setting =
    #"Set logging: {driver: json-file, options: {max-size: "10m", max-file: "5"}} in the compose file"#

  var logs: [ContainerLog] = []
  /// How many containers were not inspected.
  var unknown = 0

  /// Inspects containers until `time` is over. A container that is gone is left out.
  static func run(_ ids: [String], client: EngineClient, within time: Duration) async -> Self {
    let deadline = ContinuousClock.now + time
    var waiting = ids.prefix(limit)[...]
    var known = 0
    var details: [ContainerDetails] = []
    await withTaskGroup(of: Answer.self) { group in
      for _ in 0..<width {
        guard let id = waiting.popFirst() else { break }
        group.addTask { await inspect(id, client) }
      }
      while let answer = await group.next() {
        if case .known(let container) = answer {
          known += 1
          if let container { details.append(container) }
        }
        if ContinuousClock.now >= deadline {
          group.cancelAll()
        } else if let id = waiting.popFirst() {
          group.addTask { await inspect(id, client) }
        }
      }
    }
    // Opening their files may block.
    guard let logs = await TimeLimit.runBlocking({ [details] in details.map(ContainerLog.init) }) else {
      return Self(unknown: ids.count)
    }
    return Self(logs: logs.sorted { $0.name < $1.name }, unknown: ids.count - known)
  }

  private static func inspect(_ id: String, _ client: EngineClient) async -> Answer {
    do {
      return .known(try await client.container(id))
    } catch {
      return .unknown
    }
  }

  private enum Answer: Sendable {
    /// `nil` for a container that is gone.
    case known(ContainerDetails?)
    case unknown
  }
}

/// How the engine keeps the log of one container.
struct ContainerLog: Sendable, Hashable {
  /// Whether the log's file can be read here.
  enum Access: Sendable, Hashable {
    case readable
    /// The engine names no file.
    case noFile
    /// Why it can't be read.
    case unreadable(String)
  }

  var name: String
  var driver: String
  /// The driver's options.
  var options: [String: String]
  var rotates: Bool
  var access: Access

  /// Whether the driver is the one whose files decklog reads.
  var isJSONFile: Bool { driver == "json-file" }
}

extension ContainerLog {
  init(_ details: ContainerDetails) {
    name = details.name
    driver = details.logDriver
    options = details.logOptions
    rotates = details.rotatesLog
    access = .noFile
    // Other drivers keep files in formats of their own.
    if isJSONFile, let path = details.logPath { access = Self.access(path) }
  }

  /// Opens a file as a collector does, and reads nothing.
  private static func access(_ path: String) -> Access {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return .unreadable(String(cString: strerror(errno))) }
    close(descriptor)
    return .readable
  }
}
