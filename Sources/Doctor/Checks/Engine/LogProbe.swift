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
  /// What the engine says of the containers, by id.
  var details: [String: ContainerDetails] = [:]

  /// Inspects containers until `time` is over. A container that is gone is left out.
  static func run(_ ids: [String], client: EngineClient, within time: Duration) async -> Self {
    let deadline = ContinuousClock.now + time
    var waiting = ids.prefix(limit)[...]
    var known = 0
    var details: [ContainerDetails] = []
    await withTaskGroup(of: Result<ContainerDetails?, EngineError>.self) { group in
      for _ in 0..<width {
        guard let id = waiting.popFirst() else { break }
        group.addTask { await inspect(id, client) }
      }
      while let answer = await group.next() {
        if case .success(let container) = answer {
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
    return Self(
      logs: logs.sorted { $0.name < $1.name },
      unknown: ids.count - known,
      details: Dictionary(details.map { ($0.id, $0) }) { $1 }
    )
  }

  /// `nil` for a container that is gone.
  private static func inspect(
    _ id: String,
    _ client: EngineClient
  ) async -> Result<ContainerDetails?, EngineError> {
    do { return .success(try await client.container(id)) } catch { return .failure(error) }
  }
}

/// How the engine keeps the log of one container.
struct ContainerLog: Sendable, Hashable {
  var name: String
  var driver: String
  var options: [String: String]
  var rotates: Bool
  /// Why the log's file can't be read here; `nil` if it can.
  var fault: String?

  /// Whether the driver is the one whose files decklog reads.
  var isJSONFile: Bool { driver == "json-file" }
}

extension ContainerLog {
  init(_ details: ContainerDetails) {
    name = details.name
    driver = details.logDriver
    options = details.logOptions
    rotates = details.rotatesLog
    fault = "the engine names no file"
    // Other drivers keep files in formats of their own.
    if isJSONFile, let path = details.logPath { fault = Self.fault(path) }
  }

  /// Opens a file as a collector does, and reads nothing.
  private static func fault(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    close(descriptor)
    return nil
  }
}
