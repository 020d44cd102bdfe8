import Basics
import DockerEngine
import Files
import Logging

struct FleetSupervisor: Sendable {
  private static let stateFileInterval = Duration.seconds(1)

  let environment: CollectorEnvironment
  let recovered: CollectorState
  /// What another collector has written, if containers are to be continued after it.
  let existing: Handover<ExistingLog>

  /// Runs until it is cancelled and no follower is running.
  func run() async {
    let (messages, mailbox) = AsyncStream.makeStream(of: FleetMessage.self)
    let watch = EngineWatch(environment: environment, mailbox: mailbox, lastEvent: recovered.lastEvent)
    await withDiscardingTaskGroup { group in
      group.addTask { await watch.run() }
      group.addTask { await watch.reconcile() }
      group.addTask {
        while !Task.isCancelled {
          try? await Task.sleep(for: Self.stateFileInterval)
          mailbox.yield(.stateFileTick)
        }
      }
      var fleet = Fleet(environment: environment, recovered: recovered, existing: existing.take())
      var queue = FollowerQueue(openFiles: environment.settings.openFiles)
      for await message in messages {
        var hasEnded = false
        if case .ended = message { hasEnded = true }
        let followers = queue.start(fleet.handle(message), hasEnded: hasEnded)
        report(queue)
        for follower in followers {
          group.addTask {
            var follower = follower
            let end = await follower.run()
            mailbox.yield(.ended(follower, end))
          }
        }
      }
    }
  }

  private func report(_ queue: FollowerQueue) {
    guard queue.isFull else { return environment.faults.clear("open files", "all containers are read again") }
    environment.faults.report(
      "open files",
      "only \(OpenFiles.limit) files may be open: \(queue.limit) container outputs are read, and the others wait;"
        + " set LimitNOFILE=65536 in the unit, or `ulimit -n 65536` before the start",
      level: .error
    )
  }
}

enum FleetMessage: Sendable {
  /// All containers that the engine knows, and what it said about itself just before, if it did.
  case listed([ContainerSummary], engine: EngineInfo?)
  case event(EngineEvent)
  case stateFileTick
  /// A follower has ended, with its state so that it can continue.
  case ended(ContainerFollower, ContainerFollower.End)
}
