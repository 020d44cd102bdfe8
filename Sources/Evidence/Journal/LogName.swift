internal import Files
import Glibc

/// Finds one path for a raw log, however it is spelled.
///
/// Records, ledger, state and lock are named after the log's path, so every spelling must lead to the same one.
package enum LogName {
  /// Limits following a path to a missing file, against long paths and links that fan out.
  private struct Budget {
    /// As many symbolic links as the kernel follows (path_resolution(7)).
    var links = 40
    /// The most components of the longest path that the kernel takes.
    var parts = Int(PATH_MAX) / 2
  }

  /// The path under which the record of a log is kept.
  ///
  /// Usually the file's absolute path without links. If a record was begun under another of its names (a link in its
  /// directory, or the path as given), as an earlier version may have done, it is that name.
  package static func found(by path: String) -> String {
    let file = resolved(path)
    guard lastWritten(file) == nil else { return file }
    let begun = Set(otherNames(of: file) + [spelled(path)]).compactMap { name in
      lastWritten(name).map { (name: name, time: $0) }
    }
    return begun.max { ($0.time, $0.name) < ($1.time, $1.name) }?.name ?? file
  }

  /// Whether a record of the log may have been begun under a name that can't be found: a hard link in another directory.
  ///
  /// - Parameter file: the result of ``found(by:)``.
  package static func mayBeBegunElsewhere(_ file: String) -> Bool {
    lastWritten(file) == nil && FileStatus(of: file).map { $0.size > 0 && $0.links > 1 } == true
  }

  /// The absolute path of a file, without links, `.` and `..`. The file and directories above it may be missing; a path that
  /// can't be followed for another reason is returned as it is, and opening it reports the reason.
  package static func resolved(_ path: String) -> String {
    var budget = Budget()
    return resolve(path, &budget) ?? path
  }

  /// The absolute path of a name: its directory without links, and the name as given.
  package static func spelled(_ path: String) -> String {
    let (directory, name) = Directories.split(path)
    return Directories.join(resolved(directory), name)
  }

  /// - Returns: `nil` if the path can't be followed.
  private static func resolve(_ path: String, _ budget: inout Budget) -> String? {
    // realpath(3) reports a missing component before it reports that the path is too long.
    guard path.utf8.count < Int(PATH_MAX) else { return nil }
    if let found = Directories.resolved(path) { return found }
    guard errno == ENOENT, !["", ".", "/"].contains(path), budget.parts > 0 else { return nil }
    budget.parts -= 1
    let (directory, name) = Directories.split(path)
    guard let parent = resolve(directory, &budget) else { return nil }
    switch name {
    case "", ".": return parent
    case "..": return Directories.split(parent).directory
    default: break
    }
    let place = Directories.join(parent, name)
    guard let target = linkTarget(of: place) else { return place }
    guard budget.links > 0 else { return nil }
    budget.links -= 1
    return resolve(target.hasPrefix("/") ? target : Directories.join(parent, target), &budget)
  }

  private static func linkTarget(of path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(path, base, buffer.count - 1)
      guard count > 0 else { return nil }
      buffer[count] = 0
      return String(validatingCString: base)
    }
  }

  // MARK: - Where a record was begun

  /// When the record under a path was last written, in nanoseconds since 1970; `nil` if there is none.
  private static func lastWritten(_ file: String) -> Int64? {
    let state = JournalSettings.stateDirectory(of: file)
    let files = (CheckpointStore.fileNames + [JournalOpening.refusal]).map { Directories.join(state, $0) }
    return ([JournalSettings.ledgerFile(of: file)] + files)
      .compactMap { FileStatus(of: $0)?.modified }.max()
  }

  /// Other names of the file in its directory under which a record may have been begun.
  private static func otherNames(of file: String) -> [String] {
    let (directory, _) = Directories.split(file)
    let endings = [JournalSettings.ledgerFile(of: ""), JournalSettings.stateDirectory(of: "")]
    let status = FileStatus(of: file)
    return Directories.readableNames(in: directory).flatMap { name in
      endings.filter(name.hasSuffix).map { Directories.join(directory, String(name.dropLast($0.count))) }
    }
    .filter { other in
      if let status, let theirs = FileStatus(of: other) { return theirs.isSameFile(as: status) }
      return resolved(other) == file
    }
  }
}
