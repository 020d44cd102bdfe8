package import DockerEngine
internal import Files
internal import Glibc

/// Why a file of a container can't be read.
package enum UnreadableReason: Sendable, Hashable {
  /// The engine runs on another host.
  case remoteEngine
  /// This user may not open the directory on the host that holds it.
  case notPermitted(directory: String)
  /// The directory on the host that holds it can't be seen from here.
  case hidden(directory: String)
  /// It is in no mount, and the container's own layer is unknown.
  case notMounted
  /// What has the name is not read; the reason follows the name.
  case refused(String)
}

extension UnreadableReason {
  /// Looks for a file of a container on this host; `nil` if it can be read, or does not exist yet. Blocks.
  package static func find(_ path: String, in details: ContainerDetails) -> Self? {
    find(path, mounts: details.mounts, upperDirectory: details.upperDirectory)
  }

  static func find(_ path: String, mounts: [ContainerMount], upperDirectory: String?) -> Self? {
    guard let holder = HostDirectory(holding: path, mounts: mounts, upperDirectory: upperDirectory) else {
      return .notMounted
    }
    let directory: ForeignDirectory
    do { directory = try ForeignDirectory(holder.path) } catch {
      return error == .missing ? .hidden(directory: holder.path) : Self(error, in: holder.path)
    }
    do {
      let (parent, name) = Directories.split(holder.relative)
      guard name.contains("*") else {
        _ = try directory.file(holder.relative)
        return nil
      }
      if parent != "." { _ = try directory.directory(parent) }
      return nil
    } catch {
      return Self(error, in: holder.path)
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

/// The directory on the host that holds a path of a container, and the rest of the path.
struct HostDirectory: Sendable, Hashable {
  var path: String
  var relative: String

  /// The mount with the longest destination, or else the container's own layer; `nil` if neither is on the host.
  init?(holding path: String, mounts: [ContainerMount], upperDirectory: String?) {
    let holder = mounts.filter { path == $0.destination || path.hasPrefix(Self.withSlash($0.destination)) }
      .max { $0.destination.utf8.count < $1.destination.utf8.count }
    guard let holder else {
      guard let upperDirectory else { return nil }
      (self.path, relative) = (upperDirectory, String(path.drop { $0 == "/" }))
      return
    }
    guard holder.isOnHost else { return nil }
    if path == holder.destination {
      // A file that is mounted by itself.
      (self.path, relative) = Directories.split(holder.source)
    } else {
      (self.path, relative) = (
        holder.source, String(path.dropFirst(Self.withSlash(holder.destination).count))
      )
    }
  }

  private static func withSlash(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }
}

extension ContainerMount {
  /// Whether its files are in a directory of the host's.
  var isOnHost: Bool { (type == "bind" || type == "volume") && source.hasPrefix("/") }
}
