import Basics
import Files
import RotatedFiles
import Synchronization

/// Which container reads which file, and how far each file was read.
///
/// Several containers may have the same directory mounted. A file belongs to one of them at a time; when that is gone,
/// another goes on where it ended.
final class ContainerFileClaims: Sendable {
  /// How well a container's claim is founded; a lower one wins.
  struct Rank: Sendable, Hashable, Comparable {
    /// Whether the container names the file without `*`.
    let isNamed: Bool
    let containerName: String

    static func < (first: Rank, second: Rank) -> Bool {
      if first.isNamed != second.isNamed { return first.isNamed }
      return first.containerName < second.containerName
    }
  }

  /// The most places of files that no container has.
  static let placeLimit = 10_000

  private struct Entry {
    var place: ContainerFilePlace?
    /// The container that reads it.
    var holder: String?
    var claims: [String: Rank] = [:]

    var owner: String? { claims.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key }
  }

  private let entries: Mutex<[ContainerFileKey: Entry]>

  init(_ places: [ContainerFileKey: ContainerFilePlace]) {
    entries = Mutex(places.mapValues { Entry(place: $0) })
  }

  /// Claims a file for a container.
  ///
  /// - Returns: the name of the container that it belongs to; `nil` if that is the one that claims it.
  func claim(_ key: ContainerFileKey, for container: String, _ rank: Rank) -> String? {
    entries.withLock { entries in
      entries[key, default: Entry()].claims[container] = rank
      guard let owner = entries[key]?.owner, owner != container else { return nil }
      return entries[key]?.claims[owner]?.containerName
    }
  }

  /// Whether a file belongs to a container.
  func belongs(_ key: ContainerFileKey, to container: String) -> Bool {
    entries.withLock { $0[key]?.owner == container }
  }

  /// Takes a file for reading, if it belongs to the container and no other still reads it.
  func take(_ key: ContainerFileKey, for container: String) -> Bool {
    entries.withLock { entries in
      guard entries[key]?.owner == container, entries[key]?.holder ?? container == container else {
        return false
      }
      entries[key]?.holder = container
      return true
    }
  }

  /// The place of a file: its own, or that of a file with this identity that was moved here.
  ///
  /// - Parameter identity: of the file that has the name now.
  func place(
    of key: ContainerFileKey,
    identity: FileIdentity?
  ) -> (place: ContainerFilePlace, former: ContainerFileKey?)? {
    entries.withLock { entries in
      if let place = entries[key]?.place { return (place, nil) }
      guard let identity else { return nil }
      let moved = entries.first { $0.value.holder == nil && $0.value.place?.position.identity == identity }
      guard let moved, let place = moved.value.place else { return nil }
      entries[moved.key] = nil
      return (place, moved.key)
    }
  }

  /// Keeps how far a file was read.
  func keep(_ place: ContainerFilePlace, of key: ContainerFileKey) {
    entries.withLock { $0[key, default: Entry()].place = place }
  }

  /// Gives a file back, which another container may read now.
  func release(_ key: ContainerFileKey, by container: String) {
    entries.withLock { entries in
      if entries[key]?.holder == container { entries[key]?.holder = nil }
    }
  }

  /// Withdraws all claims of a container.
  func withdraw(_ container: String) {
    entries.withLock { entries in
      for key in entries.keys where entries[key]?.claims[container] != nil {
        entries[key]?.claims[container] = nil
        if entries[key]?.holder == container { entries[key]?.holder = nil }
        if let entry = entries[key], entry.claims.isEmpty, entry.place == nil { entries[key] = nil }
      }
    }
  }

  /// The places of a container's files that are in the directory of a path, as the container sees it.
  func places(besides path: String, in container: String) -> [ContainerFileKey: ContainerFilePlace] {
    let directory = Directories.split(path).directory
    return entries.withLock { entries in
      entries.compactMapValues { entry in
        entry.place.flatMap { place in
          place.container == container && Directories.split(place.path).directory == directory ? place : nil
        }
      }
    }
  }

  /// Places that no container claims.
  var unclaimed: [ContainerFileKey: ContainerFilePlace] {
    entries.withLock { $0.filter { $0.value.claims.isEmpty }.compactMapValues(\.place) }
  }

  func forget(_ key: ContainerFileKey) { entries.withLock { $0[key] = nil } }

  /// Forgets the places beyond the limit that were read longest ago; returns them.
  func dropExcess() -> [ContainerFileKey] {
    let unclaimed = unclaimed
    guard unclaimed.count > Self.placeLimit else { return [] }
    let oldest = unclaimed.sorted { $0.value.position.written < $1.value.position.written }
      .prefix(unclaimed.count - Self.placeLimit).map(\.key)
    entries.withLock { entries in for key in oldest { entries[key] = nil } }
    return oldest
  }
}
