internal import Basics
internal import Evidence

/// The files of a record file, as they stand in its directory at one moment.
struct RotatedFiles: Sendable, Hashable {
  /// How often the directory is looked at until two looks agree; a rotation renames one file after another.
  private static let looks = 8

  /// Those that follow each other, the oldest first and the file that has the name, if any, last.
  private(set) var ordered: [RotatedFile] = []
  /// Those whose names begin with the file's and say nothing more: maybe copies of it.
  private(set) var others: [RotatedFile] = []

  /// Looks at the directory.
  static func list(_ path: String) -> RotatedFiles {
    var files = RotatedFiles(path)
    for _ in 1..<looks {
      let again = RotatedFiles(path)
      if files.hasSameNames(as: again) { return again }
      files = again
    }
    return files
  }

  private init(_ path: String) {
    var siblings: [RotatedFile] = []
    for candidate in SiblingFiles.paths(of: path, excluded: []) {
      let suffix = SiblingFiles.suffix(of: candidate, after: path)
      let plain = suffix.hasSuffix(".gz") ? suffix.dropLast(3) : suffix[...]
      let name = RotationName(suffix: plain)
      guard let file = RotatedFile(candidate, name: name) else { continue }
      if name == nil { others.append(file) } else { siblings.append(file) }
    }
    // While a file is being compressed it is there twice, and the compressed one is not whole.
    let paths = Set(siblings.map(\.path))
    siblings.removeAll { $0.isCompressed && paths.contains(String($0.path.dropLast(3))) }
    // A rename in the middle of a look shows a file under both names.
    var seen: Set<FileIdentity> = []
    siblings = siblings.filter { seen.insert($0.key).inserted }
    ordered = Self.sorted(siblings)
    if let file = RotatedFile(path, name: nil), seen.insert(file.key).inserted { ordered.append(file) }
  }

  /// By their names, or where these don't go together by when they were written.
  private static func sorted(_ files: [RotatedFile]) -> [RotatedFile] {
    let numbers = files.compactMap { file in if case .numbered(let number) = file.name { number } else { nil }
    }
    let dates = files.compactMap { file in if case .dated(let date) = file.name { date } else { nil } }
    if numbers.count == files.count {
      let falling = zip(numbers, files).sorted { $0.0 > $1.0 }.map(\.1)
      // logrotate gives the newest the number 1; others count on.
      let isCountedOn =
        falling.count > 1
        && zip(falling, falling.dropFirst()).allSatisfy { $0.modified > $1.modified }
      return isCountedOn ? falling.reversed() : falling
    }
    if dates.count == files.count { return zip(dates, files).sorted { $0.0 < $1.0 }.map(\.1) }
    return files.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }
  }

  /// Whether all of them still have the names that they had.
  func areCurrent(_ path: String) -> Bool { RotatedFiles.list(path).hasSameNames(as: self) }

  private func hasSameNames(as other: RotatedFiles) -> Bool {
    ordered.count == other.ordered.count
      && zip(ordered, other.ordered).allSatisfy { $0.key == $1.key && $0.path == $1.path }
  }

  /// All of them, the likeliest to have the content that was last changed at `time` first: renaming and compressing keep
  /// a file's time, and short files are often alike.
  func candidates(lastChanged time: Int64) -> [RotatedFile] {
    func distance(_ file: RotatedFile) -> UInt64 { file.modified.subtractingSaturated(time).magnitude }
    return (ordered + others).sorted { distance($0) < distance($1) }
  }
}
