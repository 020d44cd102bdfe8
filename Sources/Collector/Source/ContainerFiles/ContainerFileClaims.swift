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

  private struct State {
    var entries: [ContainerFileKey: Entry] = [:]
    /// Containers whose first claims are still to come.
    var arriving: Set<String> = []
  }

  private struct Entry {
    var place: ContainerFilePlace?
    /// The container that reads it.
    var holder: String?
    var claims: [String: Rank] = [:]

    var isUseless: Bool { place == nil && holder == nil && claims.isEmpty }

    var owner: String? { claims.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key }
  }

  private let state: Mutex<State>

  init(_ places: [ContainerFileKey: ContainerFilePlace]) {
    state = Mutex(State(entries: places.mapValues { Entry(place: $0) }))
  }

  // MARK: - Claims

  /// Announces a container, whose claims may be better than those that are there.
  func announce(_ container: String) { state.withLock { _ = $0.arriving.insert(container) } }

  /// Notes that a container has made its first claims, or has none.
  func noteArrival(of container: String) { state.withLock { _ = $0.arriving.remove(container) } }

  /// Whether all announced containers have made their claims.
  var isSettled: Bool { state.withLock { $0.arriving.isEmpty } }

  /// Claims a file for a container.
  ///
  /// - Returns: the name of the container that it belongs to; `nil` if that is the one that claims it.
  func claim(_ key: ContainerFileKey, for container: String, _ rank: Rank) -> String? {
    state.withLock { state in
      var entry = state.entries[key] ?? Entry()
      entry.claims[container] = entry.claims[container].map { min($0, rank) } ?? rank
      state.entries[key] = entry
      guard let owner = entry.owner, owner != container else { return nil }
      return entry.claims[owner]?.containerName
    }
  }

  /// Whether a file belongs to a container.
  func belongs(_ key: ContainerFileKey, to container: String) -> Bool {
    state.withLock { $0.entries[key]?.owner == container }
  }

  /// Takes a file for reading, if it belongs to the container and nobody reads it.
  func take(_ key: ContainerFileKey, for container: String) -> Bool {
    state.withLock { state in
      guard state.entries[key]?.owner == container, state.entries[key]?.holder == nil else { return false }
      state.entries[key]?.holder = container
      return true
    }
  }

  /// Gives a file back, which another container may read now.
  ///
  /// - Parameter keepsClaim: whether the container would read it again.
  func release(_ key: ContainerFileKey, by container: String, keepsClaim: Bool) {
    state.withLock { state in
      guard var entry = state.entries[key] else { return }
      if entry.holder == container { entry.holder = nil }
      if !keepsClaim { entry.claims[container] = nil }
      state.entries[key] = entry.isUseless ? nil : entry
    }
  }

  /// Withdraws all claims of a container.
  func withdraw(_ container: String) {
    state.withLock { state in
      state.arriving.remove(container)
      for (key, var entry) in state.entries where entry.claims[container] != nil || entry.holder == container
      {
        entry.claims[container] = nil
        if entry.holder == container { entry.holder = nil }
        state.entries[key] = entry.isUseless ? nil : entry
      }
    }
  }

  // MARK: - Places

  /// The place of a file: its own, or one under another key, which is then forgotten.
  ///
  /// - Parameters:
  ///   - identity: of the file that has the name now, which may have been moved here.
  ///   - directory: its directory's path on the host; empty for one that only the container's process shows. Device
  ///     numbers change with a boot, and with a container's start, its path doesn't.
  func place(
    of key: ContainerFileKey,
    identity: FileIdentity?,
    directory: String,
    container: String,
    path: String
  ) -> (place: ContainerFilePlace, former: ContainerFileKey?)? {
    func isSame(_ other: ContainerFileKey, _ place: ContainerFilePlace) -> Bool {
      guard other.name == key.name, other.inode == key.inode, place.directory == directory else {
        return false
      }
      return !directory.isEmpty || place.container == container && place.path == path
    }
    return state.withLock { state in
      if let place = state.entries[key]?.place { return (place, nil) }
      let free = state.entries.lazy.filter { $0.value.holder == nil }
        .compactMap { key, entry in entry.place.map { (key: key, place: $0) } }
      let moved =
        free.first { $0.place.position.identity == identity && identity != nil }
        ?? free.first { isSame($0.key, $0.place) }
      guard let moved else { return nil }
      state.entries[moved.key]?.place = nil
      if state.entries[moved.key]?.isUseless == true { state.entries[moved.key] = nil }
      return (moved.place, moved.key)
    }
  }

  /// Keeps how far a file was read.
  func keep(_ place: ContainerFilePlace, of key: ContainerFileKey) {
    state.withLock { $0.entries[key, default: Entry()].place = place }
  }

  /// The place of a key itself.
  subscript(key: ContainerFileKey) -> ContainerFilePlace? { state.withLock { $0.entries[key]?.place } }

  /// The names in a directory that have places.
  func names(inDirectoryOf key: ContainerFileKey) -> Set<String> {
    state.withLock { state in
      Set(
        state.entries.lazy.filter {
          ($0.key.device, $0.key.inode) == (key.device, key.inode) && $0.value.place != nil
        }
        .map(\.key.name)
      )
    }
  }

  /// The names in a directory that have places, by the inodes of the files that were read last under them.
  func inodes(inDirectoryOf key: ContainerFileKey) -> [UInt64: String] {
    state.withLock { state in
      Dictionary(
        state.entries.lazy.filter { ($0.key.device, $0.key.inode) == (key.device, key.inode) }
          .compactMap { key, entry in entry.place.map { ($0.position.inode, key.name) } }
      ) { $1 }
    }
  }

  /// The places of a container's files that are in the directory of a path, as the container sees it.
  func places(besides path: String, in container: String) -> [ContainerFileKey: ContainerFilePlace] {
    let directory = Directories.split(path).directory
    return state.withLock { state in
      state.entries.compactMapValues { entry in
        entry.place.flatMap { place in
          place.container == container && Directories.split(place.path).directory == directory ? place : nil
        }
      }
    }
  }

  /// Places that no container claims.
  var unclaimed: [ContainerFileKey: ContainerFilePlace] {
    state.withLock { $0.entries.filter { $0.value.claims.isEmpty }.compactMapValues(\.place) }
  }

  /// Forgets a file's place; who reads it goes on.
  func forget(_ key: ContainerFileKey) {
    state.withLock { state in
      state.entries[key]?.place = nil
      if state.entries[key]?.isUseless == true { state.entries[key] = nil }
    }
  }

  /// Forgets the unclaimed places beyond the limit that were read longest ago; returns them.
  func dropExcess() -> [ContainerFileKey] {
    let unclaimed = unclaimed
    guard unclaimed.count > Self.placeLimit else { return [] }
    func time(_ place: ContainerFilePlace) -> Int64 { place.lastRead?.nanoseconds ?? .min }
    let oldest = unclaimed.sorted { time($0.value) < time($1.value) }
      .prefix(unclaimed.count - Self.placeLimit).map(\.key)
    for key in oldest { forget(key) }
    return Array(oldest)
  }
}
