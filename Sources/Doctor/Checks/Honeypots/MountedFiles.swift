internal import Basics
internal import Collector
internal import DockerEngine
internal import Evidence
internal import Files
internal import Formats
internal import Glibc

/// Searches containers' mounts for files that grow and are not collected.
///
/// Containers control these directories: the search is bounded, follows no link, and opens only regular files.
struct MountedFiles {
  /// The most names of a directory that are looked at.
  static let names = 64
  /// The most files that are looked into.
  static let limit = 100
  /// How long ago a file may have been written to, in nanoseconds.
  static let age: Int64 = 3_600_000_000_000
  /// How much of a file's end is compared with the formats, in bytes.
  static let sample = 32 << 10
  private static let suffixes = [".json", ".log", ".csv"]

  private(set) var values = MountedFilesCheck.Values()
  private let library: FormatLibrary
  /// Files of decklog's own, which are never sources.
  private let own: [FileStatus]
  private let now: Int64
  private var free = Self.limit

  /// - Parameters:
  ///   - own: the paths of decklog's own files.
  ///   - now: nanoseconds since 1970.
  init(_ library: FormatLibrary, own: [String], now: Int64) {
    self.library = library
    self.own = own.compactMap { FileStatus(of: $0) }
    self.now = now
  }

  mutating func look(at container: HoneypotSurvey.Container) {
    look(
      at: container.details.mounts,
      of: container.name,
      container.sources,
      stdout: container.output?.stdout ?? []
    )
  }

  /// - Parameter stdout: the container's last output.
  mutating func look(
    at mounts: [ContainerMount],
    of container: String,
    _ sources: ReadSources,
    stdout: [UInt8]
  ) {
    var files: [(path: String, format: String?)] = []
    for mount in mounts where mount.readWrite && mount.isOnHost {
      do throws(ForeignFileFault) {
        for (path, sample) in try samples(in: mount).sorted(by: { $0.key < $1.key })
        where !sources.reads(path: path) {
          files.append((path, FormatGuess(of: sample, among: library)?.name))
        }
        values.mounts += 1
      } catch {
        if case .failed(let code) = error, code == EACCES || code == EPERM,
          !values.closed.contains(mount.source)
        {
          values.closed.append(mount.source)
        }
      }
    }
    let unread = unread(files.compactMap { file in file.format.map { (file.path, $0) } }, sources, stdout)
    values.files += (unread + files.filter { $0.format == nil }).map { path, format in
      MountedFilesCheck.File(container: container, path: path, format: format)
    }
  }

  /// Files that say what no source says: a program may write the same as JSON, as text, and to standard output.
  private func unread(
    _ files: [(path: String, format: String)],
    _ sources: ReadSources,
    _ stdout: [UInt8]
  ) -> [(path: String, format: String?)] {
    guard !files.isEmpty else { return [] }
    // By program, the rank of what is read or printed. Nothing is better than what is declared.
    var known = Dictionary(sources.declared.map { (program($0), -1) }) { $1 }
    if let printed = FormatGuess(of: stdout, among: library)?.name {
      known[program(printed)] = min(known[program(printed)] ?? .max, rank(printed))
    }
    var best: [String: Int] = [:]
    var unread: [(path: String, format: String?)] = []
    for (path, format) in files.sorted(by: { (rank($0.format), $0.path) < (rank($1.format), $1.path) }) {
      let (program, rank) = (program(format), rank(format))
      guard rank < known[program] ?? .max, rank == best[program] ?? rank else { continue }
      best[program] = rank
      unread.append((path, format))
    }
    return unread
  }

  private func program(_ format: String) -> String { library[format]?.program ?? format }

  /// How little a format says: JSON has the most, text the least.
  private func rank(_ format: String) -> Int {
    library[format].flatMap { Format.Kind.allCases.firstIndex(of: $0.kind) } ?? 0
  }

  /// The ends of files that grow in a mount, by their path in the container.
  private mutating func samples(in mount: ContainerMount) throws(ForeignFileFault) -> [String: [UInt8]] {
    if FileStatus(of: mount.source, followsLink: false)?.isRegularFile == true {
      let (parent, name) = Directories.split(mount.source)
      return try sample(name, in: ForeignDirectory(parent)).map { [mount.destination: $0] } ?? [:]
    }
    let prefix = mount.destination.hasSuffix("/") ? mount.destination : mount.destination + "/"
    let samples = try samples(in: ForeignDirectory(mount.source))
    return Dictionary(samples.map { (prefix + $0.key, $0.value) }) { $1 }
  }

  /// The ends of files that grow in a directory and in those directly below it, by their path in it.
  private mutating func samples(in directory: borrowing ForeignDirectory) throws(ForeignFileFault) -> [String:
    [UInt8]]
  {
    var samples: [String: [UInt8]] = [:]
    for name in try names(in: directory) where Self.isPlain(name) {
      if Self.isCandidate(name) {
        if let sample = try? sample(name, in: directory) { samples[name] = sample }
      } else if let inner = try? directory.directory(name), let names = try? names(in: inner) {
        for file in names where Self.isPlain(file) && Self.isCandidate(file) {
          if let sample = try? sample(file, in: inner) { samples["\(name)/\(file)"] = sample }
        }
      }
    }
    return samples
  }

  private static func isCandidate(_ name: String) -> Bool { suffixes.contains { name.hasSuffix($0) } }

  /// Whether a name may stand in the value of an option that people paste: `a:none;stdout:none` would set more than it
  /// should.
  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }

  private func names(in directory: borrowing ForeignDirectory) throws(ForeignFileFault) -> [String] {
    var names: [String] = []
    _ = try directory.forEachName(limit: Self.names) { names.append($0) }
    return names.sorted()
  }

  /// The first line of a file and its last lines; `nil` if it is empty, decklog's own or has not been written to lately.
  private mutating func sample(
    _ name: String,
    in directory: borrowing ForeignDirectory
  ) throws(ForeignFileFault) -> [UInt8]? {
    guard free > 0 else { return nil }
    let file = try directory.file(name)
    guard file.size > 0, now.subtractingSaturated(file.status.modified) <= Self.age,
      !own.contains(where: file.status.isSameFile)
    else { return nil }
    free -= 1
    let start = max(0, file.size - Self.sample)
    let end = FileBytes.read(file.descriptor, at: start, count: file.size - start)
    guard start > 0, let lineFeed = end.firstLineFeed else { return end }
    // The columns of a CSV file are in its first line.
    let head = FileBytes.read(file.descriptor, at: 0, count: min(start, 4096))
    return (head.firstLineFeed.map { Array(head[...$0]) } ?? []) + end[(lineFeed + 1)...]
  }
}
