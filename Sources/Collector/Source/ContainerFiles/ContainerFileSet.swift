import Basics
import DecoyEvents
import DockerEngine
import Evidence
import Files
import Formats
import Logging
import RotatedFiles

/// Reads the files of one start of a container: those that it names, and those that fit its patterns.
final class ContainerFileSet {
  /// The most files of one pattern.
  static let fileLimit = 64
  /// How many steps each file gets in a turn, so that one file can't keep the others waiting.
  private static let steps = 16
  /// How often a directory that is missing is looked for, and patterns are looked through.
  private static let lookPause = Duration.seconds(1)

  private struct Directory {
    let files: ForeignDirectory
    let location: ContainerFileLocation
    /// Its path on the host; empty if it has none.
    let path: String
  }

  private struct Pattern {
    let file: ContainerSources.File
    var directory: Directory?
    var lastLook: ContinuousClock.Instant?
    var readings: [String: ContainerFileReading] = [:]
    /// Whether the files that are there at the first look may be skipped.
    var isFirstLook = true
    /// Whether another container can write the directory, by a version of what the engine says of mounts.
    var isShared = (value: false, version: -1)
  }

  private let details: ContainerDetails
  private let member: FleetMember
  private let environment: CollectorEnvironment
  /// Whether reading begins at the end of the files that are there now and have no place.
  private let beginsAtEnd: Bool
  private var patterns: [Pattern]
  private let tracer: (any RecordTracer)?

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
    self.beginsAtEnd = beginsAtEnd
    self.tracer = tracer
    patterns = files.map { Pattern(file: $0) }
  }

  /// Whether more may come of what is there: a rotated file may still be written to, or not everything was looked at.
  var isWaiting: Bool { patterns.contains { $0.readings.values.contains(where: \.isWaiting) } }

  /// Makes the next read look at all directories, whatever the pauses.
  func lookAgain() {
    for pattern in patterns { for reading in pattern.readings.values { reading.lookAgain() } }
  }

  /// Reads what the files have now, up to a turn's share of each.
  ///
  /// - Returns: whether there was anything.
  func read() async throws -> Bool {
    var hasRead = false
    for index in patterns.indices {
      try await look(&patterns[index])
      for (name, reading) in patterns[index].readings {
        guard environment.claims.belongs(reading.key, to: member.id) else {
          // Another container has a better claim by now.
          try await end(reading, isLast: false)
          patterns[index].readings[name] = nil
          continue
        }
        for _ in 0..<Self.steps {
          try Task.checkCancellation()
          guard try await reading.step(isShared: isShared(&patterns[index])) else { break }
          hasRead = true
          // Reading from the page cache never pauses, and other tasks want the thread too.
          await Task.yield()
        }
      }
    }
    return hasRead
  }

  private func isShared(_ pattern: inout Pattern) -> Bool {
    let version = environment.mounts.version
    if pattern.isShared.version != version {
      let path = pattern.directory?.path ?? ""
      pattern.isShared = (!path.isEmpty && environment.mounts.isShared(path, with: member.id), version)
    }
    return pattern.isShared.value
  }

  /// Ends reading because the container has ended.
  ///
  /// - Parameter isRemoved: whether it is gone, and its own layer with it.
  func finish(isRemoved: Bool) async throws {
    for pattern in patterns {
      let isLayer = if case .layer = pattern.directory?.location.root { true } else { false }
      for reading in pattern.readings.values { try await end(reading, isLast: isRemoved && isLayer) }
    }
    patterns = []
    environment.sources.noteEnd(OutputID(container: member.id, file: ""))
  }

  private func end(_ reading: ContainerFileReading, isLast: Bool) async throws {
    try await reading.finish(isLast: isLast)
    environment.claims.release(reading.key, by: member.id)
  }

  // MARK: - Finding files

  private func look(_ pattern: inout Pattern) async throws {
    let isPattern = pattern.file.path.contains("*")
    if let last = pattern.lastLook, ContinuousClock.now - last < Self.lookPause { return }
    pattern.lastLook = .now
    if let directory = pattern.directory, isReplaced(directory) {
      // Whoever owns the parent directory has made another one.
      for reading in pattern.readings.values { try await end(reading, isLast: false) }
      pattern.readings = [:]
      pattern.directory = nil
    }
    if pattern.directory == nil { pattern.directory = openDirectory(pattern.file) }
    guard let directory = pattern.directory else { return }
    if !isPattern, !pattern.readings.isEmpty { return }
    let (names, isWhole) = names(of: directory, isPattern)
    if !isWhole { reportExcess(pattern.file) }
    for name in names where pattern.readings[name] == nil {
      open(name, in: directory, &pattern)
    }
    pattern.isFirstLook = false
  }

  /// The names of the files that are followed, without the rotated ones.
  private func names(of directory: Directory, _ isPattern: Bool) -> (names: [String], isWhole: Bool) {
    let wanted = directory.location.name
    guard isPattern else { return ([wanted], true) }
    let prefix = String(wanted.prefix { $0 != "*" })
    let listed = directory.files.names(withPrefix: prefix)
    let found = listed.names.filter { Glob(wanted).matches($0) }
    let live = found.filter { name in
      !found.contains { name != $0 && name.hasPrefix($0) && SiblingName(name, of: $0).rotation != nil }
    }
    return (Array(live.prefix(Self.fileLimit)), listed.isComplete && live.count <= Self.fileLimit)
  }

  private func open(_ name: String, in directory: Directory, _ pattern: inout Pattern) {
    let identity = directory.files.identity
    let key = ContainerFileKey(device: identity.device, inode: identity.inode, name: name)
    let rank = ContainerFileClaims.Rank(isNamed: pattern.file.isNamed, containerName: member.name)
    let path =
      pattern.file.path.contains("*") ? Self.path(pattern.file.path, naming: name) : pattern.file.path
    if let owner = environment.claims.claim(key, for: member.id, rank) {
      environment.faults.report(
        "\(member.name) \(path)",
        "\(member.name): \(path) is read as \(owner)'s, which has the same directory",
        level: .notice
      )
      return
    }
    guard environment.claims.take(key, for: member.id) else { return }
    guard !isOwn(name, in: directory) else { return }
    let live = Self.look(at: directory.files.open(name))
    let known = environment.claims.place(of: key, identity: live?.identity)
    var place =
      known?.place
      ?? ContainerFilePlace(
        container: member.id,
        containerName: member.name,
        path: path,
        directory: directory.path
      )
    var start = RotatedFileStart.beginning
    if known != nil {
      start = .position(place.position)
    } else if beginsAtEnd, pattern.isFirstLook {
      start = .end
      if pattern.file.format?.kind == .csv { place.continuation.columns = live?.firstLine ?? [] }
    }
    place.container = member.id
    place.containerName = member.name
    place.path = path
    place.directory = directory.path
    place.startedAt = details.startedAt
    let reading = ContainerFileReading(
      key,
      at: place,
      former: known?.former,
      exists: live != nil,
      in: directory.files,
      from: start,
      file: pattern.file,
      of: member,
      environment: environment
    )
    reading.setTracer(tracer)
    pattern.readings[name] = reading
    environment.sources.note(
      place.output,
      name: member.name,
      isRunning: true,
      readPath: .files(directory.path)
    )
    let from = known == nil ? "" : " from where it left off"
    environment.logger.info("\(member.name): reading \(path) in \(directory.path)\(from)")
  }

  private static func path(_ pattern: String, naming name: String) -> String {
    let (directory, _) = Directories.split(pattern)
    return Directories.join(directory, name)
  }

  /// A file's identity, and its first line if that has at most 64 KiB.
  private static func look(at file: consuming OpenFile?) -> (identity: FileIdentity, firstLine: [UInt8])? {
    guard let file else { return nil }
    let bytes = FileBytes.read(file.descriptor, at: 0, count: 64 << 10)
    let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    return (file.identity, end.map { Array(bytes[..<$0]) } ?? [])
  }

  /// Whether decklog itself writes a file: reading it would never end.
  private func isOwn(_ name: String, in directory: Directory) -> Bool {
    let isOwn = environment.settings.journal.ownPaths.contains { path in
      let (parent, own) = Directories.split(path)
      guard name.hasPrefix(own), let status = FileStatus(of: parent) else { return false }
      return (status.device, status.inode) == (
        directory.files.identity.device, directory.files.identity.inode
      )
    }
    if isOwn {
      environment.faults.report(
        "own files",
        "\(member.name): \(Directories.join(directory.path, name)) is not read: decklog writes it",
        level: .error
      )
    }
    return isOwn
  }

  // MARK: - Directories

  /// Whether a directory below its root has another inode by now, once what it had is read.
  private func isReplaced(_ directory: Directory) -> Bool {
    guard !directory.location.directory.isEmpty else { return false }
    do {
      let now = try directory.location.open().files.identity
      return now != directory.files.identity
    } catch {
      return false
    }
  }

  private func openDirectory(_ file: ContainerSources.File) -> Directory? {
    guard case .unix = environment.settings.endpoint.address else {
      reportUnreadable(file, ["the engine is on another host"])
      return nil
    }
    var reasons: [String] = []
    let locations = ContainerFileLocation.all(of: file.path, in: details)
    for location in locations {
      do {
        let opened = try location.open()
        try check(opened, location, file, locations)
        clearUnreadable(file)
        return Directory(files: opened.files, location: location, path: opened.path)
      } catch  where error.isShortage {
        environment.faults.report("\(member.name) \(file.path)", "\(member.name) \(file.path): \(error)")
        return nil
      } catch {
        if location.isRootReadable {
          // The directory may be made later. Anything else in its place is refused, however the path leads there.
          if error == .missing { return nil }
          reasons = ["\(location.description): \(error)"]
          break
        }
        reasons.append("\(location.description): \(error)")
      }
    }
    reportUnreadable(file, reasons)
    return nil
  }

  /// Refuses a mount whose source was replaced since the container was started: the container writes to what was there
  /// before.
  private func check(
    _ opened: ContainerFileLocation.Opened,
    _ location: ContainerFileLocation,
    _ file: ContainerSources.File,
    _ locations: [ContainerFileLocation]
  ) throws(ForeignFileFault) {
    guard case .mount = location.root, !isMount(file.path) else { return }
    let identity = opened.files.identity
    let known = environment.claims.places(besides: file.path, in: member.id)
    let isReplaced = known.contains { key, place in
      place.startedAt == details.startedAt && !place.directory.isEmpty && !isMount(place.path)
        && (key.device, key.inode) != (identity.device, identity.inode)
    }
    if isReplaced { throw .outside }
    // Who may look into the container's own root sees what is mounted there.
    guard case .process = locations.last?.root, let seen = try? locations.last?.open().files.identity else {
      return
    }
    if (seen.device, seen.inode) != (identity.device, identity.inode) { throw .outside }
  }

  /// Whether a file is mounted by itself.
  private func isMount(_ path: String) -> Bool { details.mounts.contains { $0.destination == path } }

  private func key(ofUnreadable file: ContainerSources.File) -> ContainerFileKey {
    ContainerFileKey(device: 0, inode: 0, name: "\(member.id):\(file.path)")
  }

  private func reportUnreadable(_ file: ContainerSources.File, _ reasons: [String]) {
    let subject = "\(member.name) \(file.path)"
    let reason =
      reasons.isEmpty ? "it is in no mount, and its layer isn't known" : reasons.joined(separator: "; ")
    environment.faults.report(
      subject,
      "\(subject) can't be read (\(reason)); mount a volume at \(Directories.split(file.path).directory), or see `decklog doctor`",
      level: .error
    )
    noteUnreadable(file)
  }

  private func reportExcess(_ file: ContainerSources.File) {
    environment.faults.report(
      "\(member.name) \(file.path)",
      "\(member.name) \(file.path): only the first \(Self.fileLimit) files are read"
    )
    noteUnreadable(file)
  }

  /// Records a gap for a path, once for each container.
  private func noteUnreadable(_ file: ContainerSources.File) {
    let key = key(ofUnreadable: file)
    guard environment.claims.place(of: key, identity: nil) == nil else { return }
    var place = ContainerFilePlace(
      container: member.id,
      containerName: member.name,
      path: file.path,
      directory: "",
      startedAt: details.startedAt
    )
    place.flags = [.isRefused, .isFinished]
    environment.claims.keep(place, of: key)
    var batch = SourceBatch(output: place.output, containerName: member.name)
    batch.add(Gap(output: place.output, containerName: member.name, cause: .unreadable))
    batch.changes = [.file(key, place)]
    environment.channel.send(batch, reserved: 0)
  }

  private func clearUnreadable(_ file: ContainerSources.File) {
    let key = key(ofUnreadable: file)
    guard environment.claims.place(of: key, identity: nil) != nil else { return }
    environment.claims.forget(key)
    var batch = SourceBatch(
      output: OutputID(container: member.id, file: file.path),
      containerName: member.name
    )
    batch.changes = [.forgetFile(key)]
    environment.channel.send(batch, reserved: 0)
    environment.faults.clear("\(member.name) \(file.path)", "\(member.name) \(file.path) is read now")
  }
}
