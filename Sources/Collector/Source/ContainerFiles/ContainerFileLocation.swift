package import DockerEngine
package import Files
import Synchronization

/// A place on the host where a file of a container may be, by what the engine says of the container.
package struct ContainerFileLocation: Sendable, Hashable {
  package enum Root: Sendable, Hashable {
    /// The source of a mount.
    case mount(String)
    /// The upper directory of the container's own layer.
    case layer(String)
    /// The root directory of the container's process, as long as that runs.
    case process(Int)
  }

  package let root: Root
  /// The directory of the file below the root; empty for the root itself.
  package let directory: String
  /// The file's name, which may hold `*`.
  package let name: String
  /// The directory where the root is mounted in the container; `nil` if it is not a mount, or not all of one.
  let destination: String?

  /// The root's path on the host; `nil` if it has none.
  package var hostRoot: String? {
    switch root {
    case .mount(let path), .layer(let path): path
    case .process: nil
    }
  }

  /// The places of a file, the likeliest first.
  ///
  /// - Parameters:
  ///   - path: absolute in the container, without `..`.
  ///   - isProcess: whether a process belongs to a container.
  package static func all(
    of path: String,
    in details: ContainerDetails,
    isProcess: (Int, String) -> Bool = { ContainerFileLocation.isProcess($0, of: $1) }
  ) -> [ContainerFileLocation] {
    let parts = components(of: path)
    guard let name = parts.last else { return [] }
    var found: [ContainerFileLocation] = []
    let mount = details.mounts
      .map { (mount: $0, parts: components(of: $0.destination)) }
      .filter { parts.starts(with: $0.parts) }
      .max { $0.parts.count < $1.parts.count }
    if let mount {
      let below = parts.dropFirst(mount.parts.count)
      if mount.mount.isOnHost {
        if below.isEmpty {
          // The file itself is mounted.
          let source = components(of: mount.mount.source)
          if let name = source.last {
            let parent = "/" + source.dropLast().joined(separator: "/")
            found.append(
              ContainerFileLocation(root: .mount(parent), directory: "", name: name, destination: nil)
            )
          }
        } else {
          found.append(make(.mount(mount.mount.source), below, destination: mount.mount.destination))
        }
      }
    } else if let upper = details.upperDirectory {
      found.append(make(.layer(upper), parts[...]))
    }
    if details.isRunning, let process = details.processID, isProcess(process, details.id) {
      found.append(
        ContainerFileLocation(
          root: .process(process),
          directory: parts.dropLast().joined(separator: "/"),
          name: name,
          destination: nil
        )
      )
    }
    return found
  }

  private static func make(
    _ root: Root,
    _ parts: ArraySlice<String>,
    destination: String? = nil
  ) -> ContainerFileLocation {
    ContainerFileLocation(
      root: root,
      directory: parts.dropLast().joined(separator: "/"),
      name: parts.last ?? "",
      destination: destination
    )
  }

  private static func components(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }
}

extension ContainerMount {
  /// Whether its files are in a directory of the host.
  package var isOnHost: Bool { (type == "bind" || type == "volume") && source.hasPrefix("/") }
}

/// Where the sources of containers' mounts are, so that a directory that several can write is known.
///
/// It knows what the engine listed last, and what was inspected since.
final class ContainerMounts: Sendable {
  private struct State {
    var sources: [String: [String]] = [:]
    var version = 0

    mutating func set(_ sources: [String: [String]]) {
      guard sources != self.sources else { return }
      self.sources = sources
      version += 1
    }
  }

  private let state = Mutex(State())

  /// Changes whenever an answer of ``isShared(_:with:)`` may.
  var version: Int { state.withLock { $0.version } }

  /// Replaces everything by a list of the engine's.
  func note(_ containers: [ContainerSummary]) {
    let listed = containers.filter(\.isRunning).map { ($0.id, Self.writable($0.mounts)) }
    state.withLock { $0.set(Dictionary(listed) { $1 }) }
  }

  func note(_ details: ContainerDetails) {
    let writable = Self.writable(details.mounts)
    state.withLock { state in
      var sources = state.sources
      sources[details.id] = writable
      state.set(sources)
    }
  }

  /// Whether a container other than `id` can write a directory, or a file in it.
  func isShared(_ directory: String, with id: String) -> Bool {
    state.withLock { state in
      state.sources.contains { container, sources in
        container != id && sources.contains { Self.isInside(directory, $0) || Self.isInside($0, directory) }
      }
    }
  }

  private static func isInside(_ path: String, _ directory: String) -> Bool {
    path == directory || path.hasPrefix(directory.hasSuffix("/") ? directory : directory + "/")
  }

  private static func writable(_ mounts: [ContainerMount]) -> [String] {
    mounts.filter { $0.readWrite && $0.isOnHost }.map { Directories.resolved($0.source) ?? $0.source }
  }
}

extension ContainerFileLocation: CustomStringConvertible {
  /// Opens the root. Its path is resolved now, and has no links by then.
  ///
  /// - Returns: the root, and its path on the host, empty if it has none.
  package func openRoot() throws(ForeignFileFault) -> (files: ForeignDirectory, path: String) {
    switch root {
    case .mount(let path), .layer(let path):
      let real = Directories.resolved(path) ?? path
      return (try ForeignDirectory(resolved: real), real)
    case .process(let process): return (try ForeignDirectory(inRootOf: process, directory: "/"), "")
    }
  }

  /// Whether a process belongs to a container: behind a proxy, or in another PID namespace, the engine's number is that
  /// of some other process.
  package static func isProcess(_ process: Int, of container: String) -> Bool {
    guard let file = OpenFile(reading: "/proc/\(process)/cgroup") else { return false }
    let bytes = FileBytes.read(file.descriptor, at: 0, count: 64 << 10)
    return String(decoding: bytes, as: UTF8.self).contains(container)
  }

  package var description: String {
    switch root {
    case .mount(let path), .layer(let path): path
    case .process(let process): "/proc/\(process)/root"
    }
  }
}
