import DequeModule
import DockerEngine
import Files

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
