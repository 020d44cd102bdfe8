internal import Evidence
internal import Files
internal import Glibc
internal import RotatedFiles

/// Whether a program still writes to rotated files.
struct RotatedFilesCheck: Check {
  let name = "rotated-files"

  func probe(_ survey: Survey) async throws(Late) -> GrowingFiles {
    let journal = survey.journal
    return try await TimeLimit.blocking(journal.logFile) { GrowingFiles(journal) }
  }

  func judge(_ files: GrowingFiles) -> Finding? {
    guard let first = files.growing.first else {
      return .ok("\(files.count) rotated files, none of which grows")
    }
    return .warning(
      "a program still writes to \(NameList.paths(files.growing))",
      advice:
        "`sudo fuser -v \(ShellWord.quoted(first))` shows which: have it reopen its files after a rotation, as"
        + " `sudo systemctl kill -s HUP rsyslog` does with rsyslog."
    )
  }
}

/// Rotated files of raw log and records that still grow.
struct GrowingFiles: Sendable, Hashable {
  /// The most files that are watched.
  static let limit = 1000
  /// How long they are watched, in microseconds.
  private static let pause: UInt32 = 1_000_000
  /// A compressor's output grows too, as it should.
  private static let compressed = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".tmp"]

  /// How many rotated files there are.
  var count: Int
  var growing: [String]
}

extension GrowingFiles {
  /// Compares the sizes of the rotated files before and after `wait`. Blocks.
  init(_ settings: JournalSettings, wait: () -> Void = { usleep(Self.pause) }) {
    let before = Self.files(settings)
    if !before.isEmpty { wait() }
    self.init(
      count: before.count,
      growing: before.filter { path, status in
        FileStatus(of: path, followsLink: false).map { $0.isSameFile(as: status) && $0.size > status.size }
          ?? false
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
