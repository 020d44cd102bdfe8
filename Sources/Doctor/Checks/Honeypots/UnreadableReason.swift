import Collector
package import DockerEngine
internal import Files
internal import Glibc

/// Why a file of a container can't be read.
package enum UnreadableReason: Sendable, Hashable {
  /// The engine runs on another host.
  case remoteEngine
  /// This user may not open the directory on the host that holds it.
  case notPermitted(directory: String)
  /// The directory on the host that holds it is missing, or hidden from here.
  case hidden(directory: String)
  /// It is in no mount, and the container's own layer is unknown.
  case notMounted
  /// What has the name is refused, for this reason.
  case refused(String)
}

extension UnreadableReason {
  /// Looks for a file of a container on this host; `nil` if it can be read, or does not exist yet. Blocks.
  package static func find(_ path: String, in details: ContainerDetails) -> Self? {
    guard let location = ContainerFileLocation.all(of: path, in: details).first, let root = location.hostRoot
    else { return .notMounted }
    let top: ForeignDirectory
    do { top = try location.openRoot().files } catch {
      return error == .missing ? .hidden(directory: root) : Self(error, in: root)
    }
    do {
      let directory = location.directory.isEmpty ? top : try top.directory(location.directory)
      if !location.name.contains("*") { _ = try directory.file(location.name) }
      return nil
    } catch {
      return Self(error, in: root)
    }
  }

  /// `nil` for a file that is missing.
  private init?(_ fault: ForeignFileFault, in directory: String) {
    switch fault {
    case .missing: return nil
    case .failed(EACCES), .failed(EPERM): self = .notPermitted(directory: directory)
    default: self = .refused(fault.description)
    }
  }
}
