import DockerEngine
import Files
import Glibc
import Logging

/// Which containers' files are followed, and what becomes of their places when a container is gone.
struct FleetFiles {
  private enum Activity {
    /// Its follower runs; `startedAgain` if the container was started since.
    case following(startedAgain: Bool)
    /// Its follower has reached the container's end.
    case resting(ContainerFilesFollower)
  }

  private let environment: CollectorEnvironment
  private var activities: [String: Activity] = [:]
  /// Followers that are to be started.
  private var waiting: [ContainerFilesFollower] = []

  init(environment: CollectorEnvironment) { self.environment = environment }

  /// The followers to start.
  mutating func take() -> [ContainerFilesFollower] {
    defer { waiting = [] }
    return waiting
  }

  func isFollowed(_ container: String) -> Bool { activities[container] != nil }

  /// The ids of the containers whose files are followed, or were until their end.
  var containers: Set<String> { Set(activities.keys) }

  /// Follows the files of a container, if it may have any.
  mutating func follow(_ member: FleetMember, hasStarted: Bool, beginsAtEnd: Bool) {
    switch activities[member.id] {
    case nil:
      guard environment.settings.sources.mayHaveFiles(member) else { return }
      activities[member.id] = .following(startedAgain: false)
      environment.claims.announce(member.id)
      waiting.append(ContainerFilesFollower(member, beginsAtEnd: beginsAtEnd, environment: environment))
    case .following:
      if hasStarted { activities[member.id] = .following(startedAgain: true) }
    case .resting(let follower):
      guard hasStarted else { return }
      activities[member.id] = .following(startedAgain: false)
      waiting.append(follower)
    }
  }

  mutating func handle(_ end: ContainerFilesFollower.End, of follower: ContainerFilesFollower) {
    let id = follower.member.id
    guard case .following(let startedAgain) = activities[id] else { return }
    switch end {
    case .finished where startedAgain:
      activities[id] = .following(startedAgain: false)
      waiting.append(follower)
    case .finished: activities[id] = .resting(follower)
    case .gone: activities[id] = nil
    case .cancelled: break
    }
  }

  /// Notes that the engine has removed a container. A running follower finds that out itself.
  mutating func remove(_ container: String) {
    if case .resting = activities[container] { activities[container] = nil }
    if activities[container] == nil { settle { $0 == container } }
  }

  // MARK: - Places without a container

  /// Whether a file's directory is there, or may be: a disk may not be mounted yet, and device numbers change.
  private func mayComeBack(_ key: ContainerFileKey, _ place: ContainerFilePlace) -> Bool {
    guard !place.directory.isEmpty else { return false }
    if let status = FileStatus(of: place.directory) { return status.inode == key.inode }
    return ![ENOENT, ENOTDIR].contains(errno)
  }

  /// Records gaps for files that went with their containers and weren't read to the end, and forgets their places.
  ///
  /// - Parameters:
  ///   - cause: of the gaps; places are kept for a doubt, since the files may come back with their containers.
  ///   - isGone: whether the engine no longer has a container.
  func settle(_ cause: GapCause = .removedBeforeRead, where isGone: (String) -> Bool) {
    for (key, place) in environment.claims.unclaimed where isGone(place.container) {
      if !mayComeBack(key, place) { environment.leave(key, place, cause) }
    }
    let dropped = environment.claims.dropExcess()
    guard !dropped.isEmpty else { return }
    environment.faults.warn(
      "places of files",
      "\(dropped.count) files without a container are forgotten, since \(ContainerFileClaims.placeLimit) others were"
        + " read later; if a container has them again, they are read from the beginning"
    )
    var batch = SourceBatch(output: OutputID(container: "", stream: .stdout), containerName: "")
    batch.changes = dropped.map(StateChange.forgetFile)
    environment.channel.send(batch, reserved: 0)
  }
}

extension CollectorEnvironment {
  /// Records a gap for a file that went with its container, unless it was read to its end, and forgets its place.
  ///
  /// - Parameter cause: of the gap; the place is kept for a doubt, since the file may come back.
  func leave(_ key: ContainerFileKey, _ place: ContainerFilePlace, _ cause: GapCause) {
    var batch = SourceBatch(output: place.output, containerName: place.containerName)
    if !place.flags.contains(.isFinished) {
      batch.add(Gap(output: place.output, containerName: place.containerName, cause: cause))
      faults.warn("removed containers", "\(cause.word) \(place.subject): \(cause.explanation)")
    }
    if cause.isDoubt {
      var kept = place
      guard kept.flags.insert(.isFinished).inserted else { return }
      claims.keep(kept, of: key)
      batch.changes = [.file(key, kept)]
    } else {
      claims.forget(key)
      batch.changes = [.forgetFile(key)]
      // Where the container is gone as well, its numbers go with it.
      if names[place.container] == nil { batch.changes.append(.forget(place.output)) }
    }
    channel.send(batch, reserved: 0)
  }
}
