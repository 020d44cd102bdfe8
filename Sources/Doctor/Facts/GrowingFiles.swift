internal import Evidence
internal import Files
internal import Glibc
internal import RotatedFiles

/// Files that a rotation has made, and that somebody still writes to.
struct GrowingFiles: Sendable, Hashable {
  /// The most files that are looked at.
  static let limit = 1000
  /// How long they are watched, in microseconds.
  private static let pause: UInt32 = 1_000_000
  /// What a compressor writes grows as well, and for a good reason.
  private static let compressed = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".tmp"]

  /// How many rotated files there are.
  var count: Int
  var growing: [String]

  init(count: Int, growing: [String]) {
    self.count = count
    self.growing = growing
  }

  /// Looks twice at what rotations have made of raw log and records. Blocks.
  ///
  /// - Parameter wait: waits between the looks.
  init(_ settings: JournalSettings, wait: () -> Void = { usleep(Self.pause) }) {
    let before = Self.files(settings)
    if !before.isEmpty { wait() }
    self.init(
      count: before.count,
      growing: before.filter { path, status in
        guard let now = FileStatus(of: path, followsLink: false) else { return false }
        return now.inode == status.inode && now.device == status.device && now.size > status.size
      }.map(\.key).sorted()
    )
  }

  private static func files(_ settings: JournalSettings) -> [String: FileStatus] {
    let paths = [settings.logFile, settings.recordFile].flatMap { file in
      SiblingFiles.paths(of: file, excluded: settings.ownPaths.filter { $0 != file })
    }
    let watched = Set(paths).filter { path in !compressed.contains { path.hasSuffix($0) } }
    return Dictionary(
      watched.sorted().prefix(limit).compactMap { path in
        FileStatus(of: path, followsLink: false).flatMap { $0.isRegularFile ? (path, $0) : nil }
      }
    ) { first, _ in first }
  }
}
