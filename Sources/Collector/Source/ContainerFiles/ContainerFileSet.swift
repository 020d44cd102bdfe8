import Basics
import DecoyEvents
import DockerEngine
import Evidence
import Files
import Formats
import Glibc
import Logging
import RotatedFiles

/// Reads the files of one start of a container: those that it names, and those that fit its patterns.
final class ContainerFileSet {
  /// The most files of one pattern.
  static let fileLimit = 64
  /// How many steps each file gets in a turn, so that one file can't keep the others waiting.
  private static let steps = 16
  /// How often directories and names are looked at.
  private static let lookPause = Duration.seconds(1)
  /// How long files are left to containers with better claims that have not made them yet.
  private static let arrivalPatience = Duration.seconds(2)

  /// A directory where a file may be, opened once for each start of the container.
  struct Root {
    let location: ContainerFileLocation
    let files: ForeignDirectory
    /// Its path on the host; empty if it has none.
    let path: String
  }

  struct Directory {
    let files: ForeignDirectory
    let identity: FileIdentity
    /// Its path on the host; empty if it has none.
    let path: String
  }

  struct Pattern {
    let file: ContainerSources.File
    var root: Root?
    var directory: Directory?
    var lastLook: ContinuousClock.Instant?
    var readings: [String: ContainerFileReading] = [:]
    /// The names that the container claims.
    var claimed: Set<String> = []
    /// The container that was last said to own one of them.
    var foreignOwner: String?
    /// Whether reading begins at the end of files that are found.
    var beginsAtEnd: Bool
    /// Whether another container can write the directory, by a version of what the engine says of mounts.
    var isShared = (value: false, version: -1)

    var isPattern: Bool { !file.isNamed }
    var isWaiting: Bool { readings.values.contains(where: \.isWaiting) }
  }

  let details: ContainerDetails
  let member: FleetMember
  let environment: CollectorEnvironment
  private let tracer: (any RecordTracer)?
  private let created = ContinuousClock.now
  private var patterns: [Pattern]

  /// - Parameter beginsAtEnd: whether reading begins at the end of the files that are there now and have no place.
  init(
    _ files: [ContainerSources.File],
    of details: ContainerDetails,
    _ member: FleetMember,
    beginsAtEnd: Bool,
    tracer: (any RecordTracer)?,
    environment: CollectorEnvironment
  ) {
    self.details = details
    self.member = member
    self.environment = environment
    self.tracer = tracer
    patterns = files.map { Pattern(file: $0, beginsAtEnd: beginsAtEnd) }
  }

  /// A file in messages.
  static func subject(_ member: FleetMember, _ path: String) -> String {
    ContainerFilePlace.subject(member.name, path)
  }

  /// All files of a container in messages.
  static func subject(_ member: FleetMember) -> String { "files of \(member.name)" }

  /// Whether there may be more than was read.
  var isWaiting: Bool { patterns.contains { $0.isWaiting || $0.lastLook == nil } }

  /// Whether another container may write to the files.
  var isShared: Bool { patterns.contains { $0.isShared.value } }

  /// Makes the next read look at all directories, whenever the last look was.
  func lookAgain() { for index in patterns.indices { patterns[index].lastLook = nil } }

  /// Reads what the files have now, up to a turn's share of each.
  ///
  /// - Returns: whether there was anything.
  func read() async throws -> Bool {
    var hasRead = false
    for index in patterns.indices {
      let isNewLook = try await look(index)
      // In one turn: each on its own, they might be held back by turns for ever.
      if isNewLook { for reading in patterns[index].readings.values { reading.lookAgain() } }
      var isQuiet = true
      for (name, reading) in patterns[index].readings {
        guard environment.claims.belongs(reading.key, to: member.id) else {
          // Another container has a better claim by now.
          try await end(reading, name, in: index, keepsClaim: true)
          continue
        }
        for _ in 0..<Self.steps {
          try Task.checkCancellation()
          guard try await reading.step(isShared: isShared(&patterns[index])) else { break }
          isQuiet = false
          // Reading from the page cache never pauses, and other tasks want the thread too.
          await Task.yield()
        }
      }
      if isQuiet, isNewLook { try await leaveWhatIsGone(index) }
      hasRead = hasRead || !isQuiet
    }
    environment.claims.noteArrival(of: member.id)
    return hasRead
  }

  /// Ends reading because the container has ended.
  ///
  /// - Parameter isRemoved: whether it is gone, and its own layer with it.
  func finish(isRemoved: Bool) async throws {
    for index in patterns.indices {
      let isLayer = if case .layer = patterns[index].root?.location.root { true } else { false }
      for (name, reading) in patterns[index].readings {
        try await end(reading, name, in: index, isLast: isRemoved && isLayer)
      }
    }
  }

  private func end(
    _ reading: ContainerFileReading,
    _ name: String,
    in index: Int,
    isLast: Bool = false,
    forgets: Bool = false,
    keepsClaim: Bool = false
  ) async throws {
    try await reading.finish(isLast: isLast, forgets: forgets)
    environment.claims.release(reading.key, by: member.id, keepsClaim: keepsClaim)
    environment.sources.forget(reading.output)
    patterns[index].readings[name] = nil
  }

  private func isShared(_ pattern: inout Pattern) -> Bool {
    let version = environment.mounts.version
    if pattern.isShared.version != version {
      let path = pattern.directory?.path ?? ""
      pattern.isShared = (!path.isEmpty && environment.mounts.isShared(path, with: member.id), version)
    }
    return pattern.isShared.value
  }

  // MARK: - Finding files

  /// Looks for files that are not read yet; returns whether it did.
  private func look(_ index: Int) async throws -> Bool {
    if let last = patterns[index].lastLook, ContinuousClock.now - last < Self.lookPause { return false }
    // Whoever has a better claim may be about to make it.
    let isSettled = environment.claims.isSettled || ContinuousClock.now - created > Self.arrivalPatience
    patterns[index].lastLook = isSettled ? .now : nil
    defer { if isSettled, patterns[index].root != nil { patterns[index].beginsAtEnd = false } }
    if patterns[index].directory == nil { patterns[index].directory = openDirectory(&patterns[index]) }
    let pattern = patterns[index]
    guard let directory = pattern.directory, let name = pattern.root?.location.name else { return true }
    if !pattern.isPattern, !pattern.readings.isEmpty { return true }
    let (names, isWhole) = pattern.isPattern ? self.names(name, in: directory, pattern) : ([name], true)
    noteExcess(pattern.file, isWhole: isWhole)
    for name in pattern.claimed.subtracting(names) where pattern.readings[name] == nil {
      environment.claims.release(key(of: name, in: directory), by: member.id, keepsClaim: false)
      patterns[index].claimed.remove(name)
    }
    // A file that was renamed takes its place along before another with its former name looks for one.
    let former = environment.claims.inodes(inDirectoryOf: key(of: "", in: directory))
    func isRenamed(_ name: String) -> Bool {
      directory.files.status(of: name).flatMap { former[$0.inode] }.map { $0 != name } ?? false
    }
    let unread = names.filter { pattern.readings[$0] == nil }
    let ordered = pattern.isPattern ? unread.filter(isRenamed) + unread.filter { !isRenamed($0) } : unread
    for name in ordered where patterns[index].readings.count < Self.fileLimit {
      try await open(name, in: directory, index, isSettled: isSettled)
    }
    return true
  }

  /// The names of the files that are followed, without the rotated ones.
  private func names(
    _ wanted: String,
    in directory: Directory,
    _ pattern: Pattern
  ) -> (names: [String], isWhole: Bool) {
    let glob = Glob(wanted)
    let prefix = String(wanted.prefix { $0 != "*" })
    let listed = directory.files.names(withPrefix: prefix)
    var found = listed.names.filter { glob.matches($0) }
    // The list leaves out the prefix itself.
    if !prefix.isEmpty, glob.matches(prefix), directory.files.status(of: prefix) != nil {
      found.insert(prefix, at: 0)
    }
    // The live file of a rotated one may be missing for a while.
    let bases = Set(found).union(pattern.readings.keys)
      .union(environment.claims.names(inDirectoryOf: key(of: "", in: directory)))
    let live = found.filter { name in
      !bases.contains { name != $0 && name.hasPrefix($0) && SiblingName(name, of: $0).rotation != nil }
    }
    return (Array(live.prefix(Self.fileLimit)), listed.isComplete && live.count <= Self.fileLimit)
  }

  private func key(of name: String, in directory: Directory) -> ContainerFileKey {
    ContainerFileKey(device: directory.identity.device, inode: directory.identity.inode, name: name)
  }

  /// - Parameter isSettled: whether the file may be taken; if not, it is only claimed.
  private func open(_ name: String, in directory: Directory, _ index: Int, isSettled: Bool) async throws {
    let pattern = patterns[index]
    let key = key(of: name, in: directory)
    let rank = ContainerFileClaims.Rank(isNamed: pattern.file.isNamed, containerName: member.name)
    let parent = Directories.split(pattern.file.path).directory
    let path = pattern.isPattern ? Directories.join(parent, name) : pattern.file.path
    let subject = Self.subject(member, path)
    guard !isOwn(name, in: directory) else { return }
    patterns[index].claimed.insert(name)
    if let owner = environment.claims.claim(key, for: member.id, rank) {
      if pattern.foreignOwner != owner {
        patterns[index].foreignOwner = owner
        let message = "\(subject) is read as a file of \(owner), which mounts the same directory"
        environment.faults.warn(Self.subject(member), message, level: .notice)
      }
      return
    }
    guard isSettled, environment.claims.take(key, for: member.id) else { return }
    let live = Self.look(at: directory.files.open(name))
    if let renamed = pattern.readings.first(where: { $0.key != name && $0.value.identity == live?.identity }),
      !directory.files.isOpenFile(renamed.value.identity, named: renamed.key)
    {
      try await end(renamed.value, renamed.key, in: index, keepsClaim: true)
    }
    let found = environment.claims.place(
      of: key,
      identity: live?.identity,
      directory: directory.path,
      container: member.id,
      path: path
    )
    if let former = found?.former {
      // By itself, since the former name may have another file's place by the next commit.
      var batch = SourceBatch(output: OutputID(container: member.id, file: path), containerName: member.name)
      batch.changes = [.forgetFile(former)]
      environment.channel.send(batch, reserved: 0)
    }
    var known = found?.place
    var hasLost = false
    if let place = known, place.directoryBirth != directory.identity.birth, place.directoryBirth != 0,
      place.position.identity != live?.identity
    {
      // Another directory has the number by now, as with a volume in memory or the next container's layer: the file went
      // with the former one.
      if place.container == member.id {
        hasLost = !place.flags.contains(.isFinished)
      } else {
        environment.leave(key, place, .removedBeforeRead)
      }
      known = nil
    }
    var place =
      known
      ?? ContainerFilePlace(
        container: member.id,
        containerName: member.name,
        path: path,
        directory: directory.path,
        directoryBirth: directory.identity.birth
      )
    var start = RotatedFileStart.beginning
    if known != nil {
      start = .position(place.position)
    } else if pattern.beginsAtEnd, !hasLost {
      start = .end
      if pattern.file.format?.kind == .csv { place.continuation.columns = live?.firstLine ?? [] }
    }
    place.container = member.id
    place.containerName = member.name
    place.path = path
    place.directory = directory.path
    place.directoryBirth = directory.identity.birth
    place.startedAt = details.startedAt
    patterns[index].readings[name] = ContainerFileReading(
      key,
      at: place,
      exists: live != nil,
      hasLost: hasLost,
      in: directory.files,
      from: start,
      format: pattern.file.format,
      pattern: pattern.isPattern ? pattern.file.path : nil,
      of: member,
      tracer: tracer,
      environment: environment
    )
    environment.faults.forget(subject)
    environment.sources.note(
      place.output,
      name: member.name,
      isRunning: details.isRunning,
      readPath: .files(directory.path)
    )
    let from = known == nil ? "" : " from where it left off"
    let hostPath = directory.path.isEmpty ? "" : " in \(PrintableText.make(from: directory.path.utf8))"
    environment.faults.warn(
      Self.subject(member),
      "reading \(subject)\(hostPath)\(from)",
      level: .info
    )
  }

  /// A file's identity, and its first line if that has at most 64 KiB.
  private static func look(at file: consuming OpenFile?) -> (identity: FileIdentity, firstLine: [UInt8])? {
    guard let file else { return nil }
    let bytes = FileBytes.read(file.descriptor, at: 0, count: 64 << 10)
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
    let length = bytes[..<end].withUnsafeBytes { LineTrimming.trimmedCount(of: $0) }
    return (file.identity, Array(bytes[..<length]))
  }

  /// Whether decklog itself writes a file: reading it would never end.
  private func isOwn(_ name: String, in directory: Directory) -> Bool {
    let isOwn = environment.settings.journal.ownPaths.contains { path in
      let (parent, own) = Directories.split(path)
      guard name.hasPrefix(own), let status = FileStatus(of: parent) else { return false }
      return (status.device, status.inode) == (directory.identity.device, directory.identity.inode)
    }
    if isOwn {
      environment.faults.report(
        "own files",
        "\(Self.subject(member, name)) in \(PrintableText.make(from: directory.path.utf8)) is not read: decklog writes it",
        level: .error
      )
    }
    return isOwn
  }

  // MARK: - Files and directories that go

  /// Ends reading of files that are gone, once all of them was read.
  private func leaveWhatIsGone(_ index: Int) async throws {
    let pattern = patterns[index]
    guard let directory = pattern.directory else { return }
    if isReplaced(directory, pattern.root) {
      // Whoever owns the parent directory has made another one.
      guard !pattern.isWaiting else { return }
      for (name, reading) in pattern.readings {
        try await end(reading, name, in: index, isLast: true, forgets: true)
      }
      patterns[index].directory = nil
      patterns[index].lastLook = nil
    } else if pattern.isPattern {
      for (name, reading) in pattern.readings where !reading.isWaiting {
        // A rotated file tells what was read of the name, and one with another name may be the file.
        guard directory.files.status(of: name) == nil, directory.files.names(withPrefix: name).names.isEmpty,
          !directory.files.names(withPrefix: "").names.contains(where: {
            directory.files.isOpenFile(reading.identity, named: $0)
          })
        else { continue }
        try await end(reading, name, in: index, isLast: true, forgets: true)
      }
    }
  }

  /// Whether a directory below its root has another inode by now.
  private func isReplaced(_ directory: Directory, _ root: Root?) -> Bool {
    guard let root, !root.location.directory.isEmpty,
      let now = try? root.files.directory(root.location.directory).identity
    else { return false }
    return now != directory.identity
  }
}
