internal import DockerEngine

/// What the engine says of the logs of many containers, as far as it says so in time.
struct LogInspection: Sendable {
  /// The most containers that are inspected.
  static let limit = 1000
  /// How many are asked for at once.
  private static let width = 8

  var logs: [LogFacts]
  /// How many were not inspected.
  var unknown: Int

  /// Inspects containers until the time is over. One that is gone by now is left out.
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
    // Their files are looked at, which may block.
    guard let logs = await TimeLimit.runBlocking({ [details] in details.map(LogFacts.init) }) else {
      return Self(logs: [], unknown: ids.count)
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
}

extension LogInspection {
  /// What came of one inspection.
  private enum Answer: Sendable {
    /// What the engine says; `nil` for a container that has gone.
    case known(ContainerDetails?)
    case unknown
  }
}
