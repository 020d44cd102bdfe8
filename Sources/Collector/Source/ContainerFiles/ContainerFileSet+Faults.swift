import Basics
import DockerEngine
import Files
import Logging

// What can't be read, and is a gap.
extension ContainerFileSet {
  func reportUnreadable(_ file: ContainerSources.File, _ reasons: [String]) {
    // What only its process showed was read until the process ended.
    let places = environment.claims.places(besides: file.path, in: member.id).values
    if !details.isRunning, places.contains(where: { $0.startedAt == details.startedAt && $0.isReadToEnd }) {
      return
    }
    let subject = Self.subject(member, file.path)
    let reason =
      reasons.isEmpty
      ? "it is in no mount, and the container's own layer is unknown" : reasons.joined(separator: "; ")
    let directory = PrintableText.make(from: Directories.split(file.path).directory.utf8)
    environment.faults.report(
      subject,
      "\(subject) can't be read, which is a gap (\(PrintableText.make(from: reason.utf8))); mount a volume at \(directory),"
        + " or run `decklog doctor`",
      level: .error
    )
    noteUnreadable(file, .unreadable)
  }

  func clearUnreadable(_ file: ContainerSources.File) {
    guard forgetUnreadable(file, .unreadable) else { return }
    let subject = Self.subject(member, file.path)
    environment.faults.clear(subject, "\(subject) is read now")
  }

  func noteExcess(_ file: ContainerSources.File, isWhole: Bool) {
    guard !isWhole else {
      _ = forgetUnreadable(file, .excess)
      return
    }
    let subject = Self.subject(member, file.path)
    environment.faults.report(
      subject,
      "\(subject): reading only \(Self.fileLimit) of the files that match; the others are a gap"
    )
    noteUnreadable(file, .excess)
  }

  private enum Fault: String { case unreadable, excess }

  private func key(of fault: Fault, _ file: ContainerSources.File) -> ContainerFileKey {
    ContainerFileKey(device: 0, inode: 0, name: "\(fault.rawValue) \(member.id) \(file.path)")
  }

  /// Records a gap for a path, once for each container.
  private func noteUnreadable(_ file: ContainerSources.File, _ fault: Fault) {
    let key = key(of: fault, file)
    guard environment.claims[key] == nil else { return }
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

  /// Returns whether the fault was recorded.
  private func forgetUnreadable(_ file: ContainerSources.File, _ fault: Fault) -> Bool {
    let key = key(of: fault, file)
    guard let place = environment.claims[key] else { return false }
    environment.claims.forget(key)
    var batch = SourceBatch(output: place.output, containerName: member.name)
    batch.changes = [.forgetFile(key)]
    environment.channel.send(batch, reserved: 0)
    return true
  }
}
