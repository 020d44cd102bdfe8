import Glibc

/// The files of one container's log that are still to be read, the oldest first; the engine writes the last one.
///
/// The engine rotates by renaming `ID-json.log` to `.1`, `.1` to `.2` and so on, perhaps compressing them, and deletes
/// the last one (Moby, `loggerutils.LogFile`). Each new file is opened when it is seen, so that nothing of it is lost
/// to a later rotation.
struct LogFileQueue: Sendable {
  /// A file, and whether files may be missing before it.
  struct Entry: Sendable {
    let file: LogFile
    var isBehindGap = false
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
    let files = Self.list(path)
    if files.last?.isNamed(path) != true {
      // Either it can't be read, and this says why, or it comes this moment.
      entries = (files + [try LogFile(path)]).map { Entry(file: $0) }
    } else {
      entries = files.map { Entry(file: $0) }
    }
  }

  /// The file that is being read.
  var current: LogFile { entries[0].file }

  /// Whether a newer file is there: then nobody writes to the current one any more.
  var hasNewer: Bool { entries.count > 1 }

  /// The current file was read to its end.
  ///
  /// - Returns: whether files may be missing before the next one.
  mutating func advance() -> Bool {
    entries.removeFirst()
    defer { entries[0].isBehindGap = false }
    return entries[0].isBehindGap
  }

  /// Begins with another of the files.
  mutating func begin(with index: Int) { entries.removeFirst(index) }

  /// Takes up files that have come.
  mutating func refresh() {
    guard let newest = entries.last?.file, !newest.isNamed(path) else { return }
    let files = Self.list(path)
    let known = files.lastIndex { Self.isSame($0, newest) }
    for (index, file) in files.enumerated().dropFirst(known.map { $0 + 1 } ?? 0) {
      entries.append(Entry(file: file, isBehindGap: known == nil && index == 0))
    }
  }

  private static func isSame(_ file: LogFile, _ other: LogFile) -> Bool {
    // As long as both are open, no other file has their inode; but a compressed file is another one than it was.
    if file.device == other.device, file.inode == other.inode { return true }
    return file.isCompressed && file.head == other.head && file.head != nil
  }

  /// Opens all files, the oldest first.
  private static func list(_ path: String) -> [LogFile] {
    var files: [LogFile] = []
    for _ in 0..<looks {
      files = names(path).compactMap { try? LogFile($0) }
      let numbers = Set(files.map(\.inode))
      // Where a rotation came in between, a file may have been missed, or is there twice.
      if files.last?.isNamed(path) == true, numbers.count == files.count, names(path) == files.map(\.path) {
        break
      }
    }
    return files
  }

  /// The names of all files, the oldest first: `path.2.gz`, `path.1`, `path`.
  private static func names(_ path: String) -> [String] {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    let directory = String(path[..<end])
    let prefix = path[end...].drop { $0 == "/" } + "."
    var numbered: [Int: String] = [:]
    if let handle = opendir(directory) {
      defer { closedir(handle) }
      while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name.hasPrefix(prefix) else { continue }
        let suffix = name.dropFirst(prefix.count)
        let isCompressed = suffix.hasSuffix(".gz")
        guard let number = Int(isCompressed ? suffix.dropLast(3) : suffix), number > 0 else { continue }
        // While one is being compressed both are there, and only the first is whole.
        if isCompressed, numbered[number] != nil { continue }
        numbered[number] = "\(directory)/\(name)"
      }
    }
    return numbered.sorted { $0.key > $1.key }.map(\.value) + [path]
  }
}
