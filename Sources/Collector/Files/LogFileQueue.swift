internal import Evidence

/// The files of one container's log that are still to be read, the oldest first; the engine writes the last one.
///
/// The engine rotates by renaming `ID-json.log` to `.1`, `.1` to `.2` and so on, perhaps compressing them, and deletes
/// the last one (Moby, `loggerutils.LogFile`). Each new file is opened when it is seen, so that nothing of it is lost
/// to a later rotation.
struct LogFileQueue: Sendable {
  /// A file, and why lines may be missing before it.
  struct Entry: Sendable {
    let file: LogFile
    var gap: GapCause?
  }

  /// How often the files are listed anew because they were rotated meanwhile.
  private static let looks = 10

  /// The engine's name for the newest file.
  let path: String
  private(set) var entries: [Entry]

  /// All files there are.
  ///
  /// - Throws: ``LogFile/Unreadable``, naming the newest one.
  init(_ path: String) throws(LogFile.Unreadable) {
    self.path = path
    entries = Self.list(path)
    // Either the newest can't be read, and this says why, or it comes this moment.
    if entries.last?.file.isNamed(path) != true { entries.append(Entry(file: try LogFile(path))) }
  }

  /// The file that is being read.
  var current: LogFile { entries[0].file }

  /// Whether a newer file is there: then nobody writes to the current one any more.
  var hasNewer: Bool { entries.count > 1 }

  /// The current file was read to its end.
  ///
  /// - Returns: why lines may be missing before the next one.
  mutating func advance() -> GapCause? {
    entries.removeFirst()
    return takeGap()
  }

  /// Why lines may be missing before the current file, once.
  mutating func takeGap() -> GapCause? {
    defer { entries[0].gap = nil }
    return entries[0].gap
  }

  /// Begins with another of the files.
  mutating func begin(with index: Int) { entries.removeFirst(index) }

  /// Takes up files that have come.
  mutating func refresh() {
    guard let newest = entries.last?.file, !newest.isNamed(path) else { return }
    let found = Self.list(path)
    let known = found.lastIndex { Self.isSame($0.file, newest) }
    for (index, entry) in found.enumerated().dropFirst(known.map { $0 + 1 } ?? 0) {
      var entry = entry
      if known == nil, index == 0 { entry.gap = .rotatedAway }
      entries.append(entry)
    }
  }

  private static func isSame(_ file: LogFile, _ other: LogFile) -> Bool {
    // As long as both are open, no other file has their inode; but a compressed file is another one than it was.
    if file.device == other.device, file.inode == other.inode { return true }
    return file.isCompressed && file.head == other.head && file.head != nil
  }

  /// Opens all files, the oldest first. Behind one that is there and can't be read, its lines are missing.
  private static func list(_ path: String) -> [Entry] {
    var entries: [Entry] = []
    for _ in 0..<looks {
      entries = []
      var gap: GapCause?
      let names = names(path)
      for name in names {
        do {
          entries.append(Entry(file: try LogFile(name), gap: gap))
          gap = nil
        } catch {
          if !error.isMissing { gap = .unreadable }
        }
      }
      // Where a rotation came in between, a file may have been missed, or is there twice.
      let numbers = Set(entries.map(\.file.inode))
      if entries.last?.file.isNamed(path) == true, numbers.count == entries.count, names == Self.names(path) {
        break
      }
    }
    return entries
  }

  /// The names of all files, the oldest first: `path.2.gz`, `path.1`, `path`.
  private static func names(_ path: String) -> [String] {
    let (directory, newest) = Directories.split(path)
    let prefix = newest + "."
    var numbered: [Int: String] = [:]
    for name in (try? Directories.names(in: directory)) ?? [] where name.hasPrefix(prefix) {
      let suffix = name.dropFirst(prefix.count)
      let isCompressed = suffix.hasSuffix(".gz")
      guard let number = Int(isCompressed ? suffix.dropLast(3) : suffix), number > 0 else { continue }
      // While one is being compressed both are there, and only the first is whole.
      if isCompressed, numbered[number] != nil { continue }
      numbered[number] = Directories.join(directory, name)
    }
    return numbered.sorted { $0.key > $1.key }.map(\.value) + [path]
  }
}
