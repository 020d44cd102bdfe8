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
  /// Whether the engine has known the container.
  private var wasInspected = false

  /// How long the files of an ended container are read that another one may go on writing.
  private static let sharedPatience = Duration.seconds(30)
  /// How long after a failed inspection the next one waits.
  private static let inspectionPause = Duration.seconds(1)

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
    defer {
      trace?.end()
      environment.claims.withdraw(id)
    }
    var pause = RetryPause(from: .milliseconds(250), to: .seconds(30))
    while !Task.isCancelled {
      do {
        let ends = environment.ends[id]
        guard let details = try await inspect() else { return leave() }
        environment.faults.forget(subject)
        wasInspected = true
        guard details.isRunning || details.startedAt != nil else {
          beginsAtEnd = false
          return .finished
        }
        environment.mounts.note(details)
        let sources = environment.settings.sources.sources(of: member, variables: details.variables)
        for warning in sources.warnings {
          environment.faults.report("\(member.name): \(warning)", "\(member.name): \(warning)")
        }
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
        case .restarted: environment.claims.withdraw(id)
        case .finished: return .finished
        case .gone: return leave()
        }
      } catch let error as EngineError {
        if error.code == .cancelled { return .cancelled }
        environment.claims.withdraw(id)
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

  /// The engine's answer about the container; `nil` if unknown.
  ///
  /// An event can come a moment before the engine finds the container, see ``ContainerFollower``.
  private func inspect() async throws -> ContainerDetails? {
    if let details = try await environment.client.container(id) { return details }
    guard !wasInspected, await !environment.ends.awaitRemoval(of: id) else { return nil }
    return try await environment.client.container(id)
  }

  private enum Stop { case restarted, finished, gone }

  /// Reads the files of one start of the container.
  private func follow(_ files: ContainerFileSet, of details: ContainerDetails, ends: Int) async throws -> Stop
  {
    var pause = RetryPause(from: .milliseconds(50), to: .milliseconds(400))
    var ends = ends
    var isOver = !details.isRunning
    var deadline = ContinuousClock.now + Self.sharedPatience
    // A list may show a start whose event was lost.
    var inspection = ContinuousClock.now + environment.settings.reconcileInterval
    var hasFailed = false
    while true {
      // Determined before the read, which then sees all that the container wrote.
      let newEnds = environment.ends[id]
      let isDue = ContinuousClock.now > inspection
      if !isOver, isDue || newEnds != ends && !hasFailed {
        inspection = .now + environment.settings.reconcileInterval
        do {
          hasFailed = false
          let now = try await environment.client.container(id)
          ends = newEnds
          if now?.isRunning != true || now?.startedAt != details.startedAt {
            isOver = true
            deadline = .now + Self.sharedPatience
            files.lookAgain()
          }
        } catch {
          // The engine is away, and its watch logs that.
          try Task.checkCancellation()
          hasFailed = true
          inspection = .now + Self.inspectionPause
        }
      }
      let hasRead = try await files.read()
      // Another container may write on.
      if isOver, files.isShared, .now > deadline { break }
      if hasRead {
        pause.reset()
        continue
      }
      if isOver {
        guard files.isWaiting else { break }
        files.lookAgain()
      }
      await pause.wait()
      try Task.checkCancellation()
    }
    let now = try await lastAnswer()
    try await files.finish(isRemoved: now == nil)
    guard let now else { return .gone }
    return now.isRunning ? .restarted : .finished
  }

  /// What the engine says of the container once it is there to ask.
  private func lastAnswer() async throws -> ContainerDetails? {
    var pause = RetryPause(from: .milliseconds(250), to: .seconds(30))
    while true {
      do {
        return try await environment.client.container(id)
      } catch {
        if error.code == .cancelled { throw error }
        await pause.wait()
        await environment.availability.waitUntilUp()
        try Task.checkCancellation()
      }
    }
  }

  /// Handles the container's removal.
  private func leave() -> End {
    let first = environment.settings.sources.sources(of: member, variables: [:]).files.first?.path
    let output = OutputID(container: id, file: first ?? "files")
    var batch = SourceBatch(output: output, containerName: member.name)
    if !wasInspected {
      batch.add(Gap(output: output, containerName: member.name, cause: .removedBeforeRead))
      environment.faults.warn(
        "removed containers",
        "gap in \(subject): \(GapCause.removedBeforeRead.explanation)"
      )
    }
    // Its last lines may have been counted after its streams were forgotten.
    batch.changes = [.forget(output)]
    environment.channel.send(batch, reserved: 0)
    return .gone
  }
}
