internal import Basics
package import Files

/// A file of a rotation as it was listed.
package struct RotatedFile: Sendable, Hashable {
  package let name: SiblingName
  package let identity: FileIdentity
  /// Bytes.
  package let size: Int
  /// When its content last changed, in nanoseconds since 1970.
  package let modified: Int64

  package var path: String { name.path }
  package var isCompressed: Bool { name.isCompressed }

  init(_ name: SiblingName, in directory: any FileDirectory) throws(ForeignFileFault) {
    let file =
      name.rotation == nil ? try directory.file(name.path) : try directory.rotatedFile(name.path)
    self.name = name
    identity = file.identity
    size = file.size
    modified = file.status.modified
  }
}

/// A file and its rotated siblings, as they are in the directory at one moment.
package struct RotatedFileList: Sendable, Hashable {
  /// How often the directory is read until it stays the same: a rotation renames one file after another.
  private static let looks = 8

  /// The files that follow one another, from the oldest to the one with the file's own name, if there is one.
  package private(set) var ordered: [RotatedFile] = []
  /// Other files whose names begin with the file's: maybe copies.
  private var others: [RotatedFile] = []
  /// Why the file with the own name can't be read; `nil` if it can, or is missing.
  package private(set) var refusal: ForeignFileFault?
  /// The siblings that can't be read, and why.
  private(set) var refusedSiblings: [SiblingName: ForeignFileFault] = [:]
  /// Whether there are no further siblings.
  package private(set) var isComplete = true
  /// The number of names found.
  private(set) var count = 0

  /// - Parameter path: the file's name in the directory.
  package static func list(_ path: String, in directory: any FileDirectory = OwnDirectory())
    -> RotatedFileList
  {
    var files = RotatedFileList(path, in: directory)
    for _ in 1..<looks {
      let again = RotatedFileList(path, in: directory)
      if files.hasSameNames(as: again) { return again }
      files = again
    }
    return files
  }

  private init(_ path: String, in directory: any FileDirectory) {
    var siblings: [RotatedFile] = []
    let names = directory.names(withPrefix: path)
    isComplete = names.isComplete
    count = names.names.count
    for name in names.names.lazy.map({ SiblingName($0, of: path) }) {
      do throws(ForeignFileFault) {
        let file = try RotatedFile(name, in: directory)
        if file.name.rotation == nil { others.append(file) } else { siblings.append(file) }
      } catch {
        if error != .missing { refusedSiblings[name] = error }
      }
    }
    let unfinished = SiblingName.unfinished(among: siblings.lazy.map(\.name))
    siblings.removeAll { unfinished.contains($0.path) }
    // A rename while the directory is read shows a file under both names.
    var seen: Set<FileIdentity> = []
    siblings = siblings.filter { seen.insert($0.identity).inserted }
    ordered = Self.sorted(siblings)
    do throws(ForeignFileFault) {
      let file = try RotatedFile(SiblingName(path, of: path), in: directory)
      if seen.insert(file.identity).inserted { ordered.append(file) }
    } catch {
      if error != .missing { refusal = error }
    }
  }

  /// Why no more files could be opened, whichever they are; `nil` if that wasn't so.
  var shortage: ForeignFileFault? {
    refusal.flatMap { $0.isShortage ? $0 : nil } ?? refusedSiblings.values.first(where: \.isShortage)
  }

  /// Why a file can't be read that seems to be the one with an identity; `nil` if there is none.
  func refusal(
    of identity: FileIdentity,
    _ path: String,
    in directory: any FileDirectory
  ) -> ForeignFileFault? {
    if let refusal, directory.isOpenFile(identity, named: path) { return refusal }
    return refusedSiblings.first { directory.isOpenFile(identity, named: $0.key.path) }?.value
  }

  /// Sorts by name, or by time if the names don't go together.
  private static func sorted(_ files: [RotatedFile]) -> [RotatedFile] {
    let numbers = files.compactMap {
      if case .numbered(let number) = $0.name.rotation { number } else { nil }
    }
    let dates = files.compactMap { if case .dated(let date) = $0.name.rotation { date } else { nil } }
    if numbers.count == files.count {
      let falling = zip(numbers, files).sorted { $0.0 > $1.0 }.map(\.1)
      // logrotate gives the newest file the number 1; others count upwards.
      let countsUpwards =
        falling.count > 1
        && zip(falling, falling.dropFirst()).allSatisfy { $0.modified > $1.modified }
      return countsUpwards ? falling.reversed() : falling
    }
    if dates.count == files.count { return zip(dates, files).sorted { $0.0 < $1.0 }.map(\.1) }
    return files.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }
  }

  /// Whether all files still have the names they had.
  func areCurrent(_ path: String, in directory: any FileDirectory) -> Bool {
    RotatedFileList.list(path, in: directory).hasSameNames(as: self)
  }

  private func hasSameNames(as other: RotatedFileList) -> Bool {
    ordered.count == other.ordered.count
      && zip(ordered, other.ordered).allSatisfy { $0.identity == $1.identity && $0.path == $1.path }
  }

  /// All files, likeliest first to hold the content last changed at `time`: renaming and compressing keep it.
  package func candidates(lastChanged time: Int64) -> [RotatedFile] {
    func distance(_ file: RotatedFile) -> UInt64 { file.modified.subtractingSaturated(time).magnitude }
    return (ordered + others).sorted { distance($0) < distance($1) }
  }

  /// The file that continues another, maybe renamed, compressed or copied since: preferably the same file.
  package func continuation(
    of identity: FileIdentity,
    lastChanged time: Int64,
    where hasContent: (RotatedFile) -> Bool
  ) -> RotatedFile? {
    let candidates = candidates(lastChanged: time)
    return candidates.first { $0.identity == identity && hasContent($0) }
      ?? candidates.first { $0.identity != identity && hasContent($0) }
  }
}
