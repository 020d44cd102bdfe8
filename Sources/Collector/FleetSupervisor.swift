import DockerEngine
import Logging

/// Keeps one follower for each output of each container of the fleet.
struct FleetSupervisor: Sendable {
  /// How often the state file is looked at.
  private static let stateFileInterval = Duration.seconds(1)

  let environment: CollectorEnvironment
  /// What is known of the time before.
  let recovered: CollectorState
  /// What another collector has written, where containers are begun behind it.
  let existing: Handover<ExistingLog>

  /// Runs until it is cancelled; when it returns, no follower is running.
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
      for await message in messages {
        for follower in fleet.handle(message) {
          group.addTask {
            var follower = follower
            let end = await follower.run()
            mailbox.yield(.ended(follower, end))
          }
        }
      }
    }
  }
}
