import Basics
import DecoyEvents
import DockerEngine
import Logging

/// Follows the files of one container from its start to its end. A restarted container is followed anew.
struct ContainerFilesFollower: Sendable {
  /// What ended a follower.
  enum End: Sendable {
    /// Everything was read, and the container doesn't run, or it has no files to read.
    case finished
    /// The engine no longer knows the container.
    case gone
    /// Collection is ending.
    case cancelled
  }

  private(set) var member: FleetMember
  private let environment: CollectorEnvironment
  /// Whether reading begins at the end of files that are there and not known.
  private var beginsAtEnd: Bool

  init(_ member: FleetMember, beginsAtEnd: Bool, environment: CollectorEnvironment) {
    self.member = member
    self.beginsAtEnd = beginsAtEnd
    self.environment = environment
  }

  private var id: String { member.id }
  private var subject: String { "\(member.name) files" }

  /// Reads until the container has ended and everything is read. Traced as one stream.
  mutating func run() async -> End {
    let trace = environment.tracing?.startStream(OutputID(container: id, file: "files"), name: member.name)
    defer { trace?.end() }
    var pause = RetryPause(from: .milliseconds(250), to: .seconds(30))
    while !Task.isCancelled {
      do {
        let ends = environment.ends[id]
        guard let details = try await environment.client.container(id) else { return .gone }
        environment.faults.forget(subject)
        guard details.isRunning || details.startedAt != nil else {
          beginsAtEnd = false
          return .finished
        }
        environment.mounts.note(details)
        let sources = environment.settings.sources.sources(of: member, variables: details.variables)
        for warning in sources.warnings { environment.faults.report("\(subject): \(warning)", warning) }
        guard !sources.files.isEmpty else { return .finished }
        let files = ContainerFileSet(
          sources.files,
          of: details,
          member,
          beginsAtEnd: beginsAtEnd,
          tracer: trace?.tracer,
          environment: environment
        )
        beginsAtEnd = false
        switch try await follow(files, of: details, ends: ends) {
        case .restarted: continue
        case .finished: return .finished
        case .gone: return .gone
        }
      } catch let error as EngineError {
        if error.code == .cancelled { return .cancelled }
        if environment.availability.isUp { environment.faults.report(subject, "\(subject): \(error)") }
        await pause.wait()
        if !environment.availability.isUp {
          await environment.availability.waitUntilUp()
          pause.reset()
        }
      } catch {
        return .cancelled
      }
    }
    return .cancelled
  }

  private enum Stop { case restarted, finished, gone }

  /// Reads the files of one start of the container.
  private func follow(_ files: ContainerFileSet, of details: ContainerDetails, ends: Int) async throws -> Stop
  {
    var pause = RetryPause(from: .milliseconds(50), to: .milliseconds(400))
    var ends = ends
    var isOver = !details.isRunning
    while true {
      // Determined before the read, which then sees all that the container wrote.
      if !isOver, environment.ends[id] != ends {
        ends = environment.ends[id]
        do {
          let now = try await environment.client.container(id)
          isOver = now?.isRunning != true || now?.startedAt != details.startedAt
        } catch {
          // The engine is away, and its watch logs that. Once it is back, its list says what runs.
        }
      }
      let hasRead = try await files.read()
      if hasRead {
        pause.reset()
        continue
      }
      if isOver {
        guard files.isWaiting else { break }
        // In one turn: each on its own, they might be held back by turns for ever.
        files.lookAgain()
      }
      await pause.wait()
      try Task.checkCancellation()
    }
    let now = try await environment.client.container(id)
    try await files.finish(isRemoved: now == nil)
    environment.claims.withdraw(id)
    guard let now else {
      // Its last lines may have been counted after its streams were forgotten.
      let output = OutputID(container: id, file: "")
      var batch = SourceBatch(output: output, containerName: member.name)
      batch.changes = [.forget(output)]
      environment.channel.send(batch, reserved: 0)
      return .gone
    }
    return now.isRunning ? .restarted : .finished
  }

}
