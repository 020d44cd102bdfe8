internal import Evidence
import Files
internal import Glibc

/// Whether a file system has free space.
struct SpaceCheck: Check {
  /// For raw log and records.
  static let log = SpaceCheck(name: "log-space") { Directories.split($0.logFile).directory }
  /// For ring and checkpoints.
  static let state = SpaceCheck(name: "state-space", directory: \.stateDirectory)

  /// Fewer free bytes are a problem: a collector soon stops.
  static let problem = 64 << 20
  /// Fewer free bytes, or percent, are a warning.
  static let warning = 1 << 30
  static let warningPercent = 10

  let name: String
  let directory: @Sendable (JournalSettings) -> String

  func probe(_ survey: Survey) async throws(Late) -> SpaceProbe? {
    let path = directory(survey.journal)
    return try await TimeLimit.blocking(path) {
      SpaceProbe(of: PathProbe.nearest(path).path)
    }
  }

  func judge(_ space: SpaceProbe?) -> Finding? {
    guard let space, space.size > 0 else { return .skipped("the file system does not report it") }
    let (percent, inodePercent) = (percent(space.free, space.size), percent(space.freeInodes, space.inodes))
    var found = "\(ByteText.text(space.free)) free (\(percent) %)"
    if space.inodes > 0 { found += ", \(space.freeInodes) inodes (\(inodePercent) %)" }
    found += " at \(space.path)"
    let advice =
      "Free some space: `df -h \(ShellWord.quoted(space.path))` and `df -i`, rotate the logs with deploy/logrotate, and"
      + " limit the containers' logs. Nothing is read while the disk is full, and what the engine deletes then is lost."
    if space.free < Self.problem || space.inodes > 0 && space.freeInodes == 0 {
      return .problem(found, advice: advice)
    }
    let isLow = space.free < Self.warning || min(percent, inodePercent) < Self.warningPercent
    return isLow ? .warning(found, advice: advice) : .ok(found)
  }

  /// 100 without a whole.
  private func percent(_ part: Int, _ whole: Int) -> Int {
    whole > 0 ? Int((Double(part) / Double(whole) * 100).rounded(.down)) : 100
  }
}

/// How much space a file system has for users other than root.
struct SpaceProbe: Sendable, Hashable {
  /// A path on it.
  var path: String
  /// Bytes.
  var free: Int
  var size: Int
  /// 0 of 0 if the file system has no fixed number of inodes.
  var freeInodes = 0
  var inodes = 0
}

extension SpaceProbe {
  /// Asks statvfs(3); `nil` if it fails.
  init?(of path: String) {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    self.init(
      path: path,
      free: Self.bytes(status.f_bavail, status.f_frsize),
      size: Self.bytes(status.f_blocks, status.f_frsize),
      freeInodes: Int(clamping: status.f_favail),
      inodes: Int(clamping: status.f_files)
    )
  }

  /// Some file systems report more than an `Int` holds.
  private static func bytes(_ blocks: UInt, _ length: UInt) -> Int {
    let (bytes, overflows) = blocks.multipliedReportingOverflow(by: length)
    return overflows ? .max : Int(clamping: bytes)
  }
}
