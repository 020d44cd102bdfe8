import Basics
import DequeModule
import DockerEngine
import Files
import Logging

struct FleetSupervisor: Sendable {
  private static let stateFileInterval = Duration.seconds(1)

  let environment: CollectorEnvironment
  let recovered: CollectorState
  /// Another collector's log, if containers continue after it.
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
        for follower in fleet.takeFileFollowers() {
          group.addTask {
            var follower = follower
            let end = await follower.run()
            mailbox.yield(.filesEnded(follower, end))
          }
        }
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
  /// All containers, and the engine's own answer just before, if any.
  case listed([ContainerSummary], engine: EngineInfo?)
  case event(EngineEvent)
  case stateFileTick
  /// A follower has ended, with its state so that it can continue.
  case ended(ContainerFollower, ContainerFollower.End)
  /// A follower of files has ended.
  case filesEnded(ContainerFilesFollower, ContainerFilesFollower.End)
}

/// Starts followers as long as there are descriptors for their connections and files; others wait until one ends.
struct FollowerQueue {
  /// How many run at a time.
  let limit: Int
  private var waiting: Deque<ContainerFollower> = []
  private var running = 0

  /// - Parameter openFiles: how many files they may have open together.
  init(openFiles: Int) {
    limit = max(1, openFiles / (OpenFiles.perContainer / LogRequest.Stream.allCases.count))
  }

  var isFull: Bool { !waiting.isEmpty }

  /// Queues followers.
  ///
  /// - Parameter hasEnded: whether a running one has ended.
  /// - Returns: those to run now.
  mutating func start(_ followers: [ContainerFollower], hasEnded: Bool) -> [ContainerFollower] {
    if hasEnded { running -= 1 }
    waiting.append(contentsOf: followers)
    let started = Array(waiting.prefix(limit - running))
    waiting.removeFirst(started.count)
    running += started.count
    return started
  }
}
