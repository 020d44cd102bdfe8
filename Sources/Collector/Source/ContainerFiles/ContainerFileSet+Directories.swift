import DockerEngine
import Files
import Glibc

// Where the files are on the host.
extension ContainerFileSet {
  func openDirectory(_ pattern: inout Pattern) -> Directory? {
    let file = pattern.file
    guard case .unix = environment.settings.endpoint.address else {
      reportUnreadable(file, ["the engine is on another host"])
      return nil
    }
    if pattern.root == nil { pattern.root = openRoot(file) }
    guard let root = pattern.root else { return nil }
    let relative = root.location.directory
    do {
      let files = relative.isEmpty ? root.files : try root.files.directory(relative)
      clearUnreadable(file)
      let path = root.path.isEmpty || relative.isEmpty ? root.path : Directories.join(root.path, relative)
      return Directory(files: files, identity: files.identity, path: path)
    } catch {
      // The directory may be made later. Anything else in its place is refused.
      if error != .missing, !isShortage(error, file) {
        reportUnreadable(file, ["\(root.location.description): \(error)"])
      }
      return nil
    }
  }

  private func openRoot(_ file: ContainerSources.File) -> Root? {
    var reasons: [String] = []
    let locations = ContainerFileLocation.all(of: file.path, in: details)
    for location in locations {
      do {
        let root = try location.openRoot()
        try check(root.files, location, file)
        return Root(location: location, files: root.files, path: root.path)
      } catch {
        if isShortage(error, file) { return nil }
        reasons.append("\(location.description): \(error)")
        // What may be looked into and is refused is refused, however else the path leads there.
        if ![.missing, .failed(code: EACCES), .failed(code: EPERM)].contains(error) { break }
      }
    }
    reportUnreadable(file, reasons)
    return nil
  }

  private func isShortage(_ fault: ForeignFileFault, _ file: ContainerSources.File) -> Bool {
    if fault.isShortage {
      let subject = Self.subject(member, file.path)
      environment.faults.report(subject, "\(subject): \(fault); waiting until fewer files are open")
    }
    return fault.isShortage
  }

  /// Refuses a mount whose source was replaced since the container was started: the container writes to what was there
  /// before.
  private func check(
    _ root: ForeignDirectory,
    _ location: ContainerFileLocation,
    _ file: ContainerSources.File
  ) throws(ForeignFileFault) {
    guard case .mount = location.root, let destination = location.destination else { return }
    let identity = root.identity
    if location.directory.isEmpty {
      let isReplaced = environment.claims.places(besides: file.path, in: member.id).contains { key, place in
        place.startedAt == details.startedAt && !place.directory.isEmpty
          && !details.mounts.contains { $0.destination == place.path }
          && (key.device, key.inode) != (identity.device, identity.inode)
      }
      if isReplaced { throw .outside }
    }
    // Who may look into the container's own root sees what is mounted there.
    guard details.isRunning, let process = details.processID,
      ContainerFileLocation.isProcess(process, of: details.id),
      let seen = try? ForeignDirectory(inRootOf: process, directory: destination).identity
    else { return }
    if (seen.device, seen.inode) != (identity.device, identity.inode) { throw .outside }
  }
}
