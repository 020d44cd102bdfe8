internal import Basics
internal import Evidence
import Glibc

/// The files of one container's log that are still to be read, the oldest first; the engine writes the last one.
///
/// The engine rotates by renaming `ID-json.log` to `.1`, `.1` to `.2` and so on, perhaps compressing them, and deletes
/// the last one (Moby, `loggerutils.LogFile`). Each new file is opened when it is seen, so that nothing of it is lost
/// to a later rotation.
///
/// Others may rename the file, make a new one or delete it, and the engine goes on writing to the one that it has open.
/// So a file is left only for one that has bytes, and what stands beside a file that is gone is not newer for that.
struct LogFileQueue: Sendable {
  /// A file, and why lines may be missing before it.
  struct Entry: Sendable {
    let file: LogFile
    var gap: GapCause?
  }

  /// How often the files are listed anew because they were rotated meanwhile.
  private static let looks = 10
  /// How often they are listed anew because a number is missing, and microseconds between: the engine renames one file
  /// after the other.
  private static let (holeLooks, holePause) = (20, UInt32(2000))

  /// The engine's name for the newest file.
  let path: String
  private(set) var entries: [Entry]
  /// Whether the engine throws old files away.
  private let rotates: Bool
  /// What tells those files that are older than the current one (``LogFile/head``), as far as they may still be there.
  private var older: Set<UInt64> = []
  /// The size of the newest file when it was first seen without a successor: the engine may still write to it under the
  /// name that somebody else has given it.
  private var sizeWithoutSuccessor: Int?

  /// All files there are.
  ///
  /// - Parameter rotates: whether the engine throws old ones away.
  /// - Throws: ``LogFile/Unreadable``, naming the newest one, or the one for which no more files may be open.
  init(_ path: String, rotates: Bool) throws(LogFile.Unreadable) {
    self.path = path
    self.rotates = rotates
    entries = try Self.list(path)
    if rotates { Self.markHoles(in: &entries, path) }
    guard entries.last?.file.isNamed(path) != true else { return }
    do {
      entries.append(Entry(file: try LogFile(path)))
    } catch {
      // Where somebody has renamed it the engine goes on in it, or it comes this moment.
      guard error.isMissing, !entries.isEmpty else { throw error }
    }
  }

  /// The file that is being read.
  var current: LogFile { entries[0].file }

  /// Whether a newer file has bytes: then the engine doesn't write to the current one any more.
  var hasNewer: Bool { entries.dropFirst().contains { !$0.file.isEmpty } }

  /// The current file was read to its end.
  ///
  /// - Returns: why lines may be missing before the next one.
  mutating func advance() -> GapCause? {
    leave(entries.removeFirst())
    return takeGap()
  }

  /// Why lines may be missing before the current file, once.
  mutating func takeGap() -> GapCause? {
    defer { entries[0].gap = nil }
    return entries[0].gap
  }

  /// Begins with another of the files.
  mutating func begin(with index: Int) {
    for entry in entries[..<index] { leave(entry) }
    entries.removeFirst(index)
    // A gap before this file was reported by the start that read it first.
    entries[0].gap = nil
  }

  private mutating func leave(_ entry: Entry) {
    if let head = entry.file.head { older.insert(head) }
  }

  /// Takes up files that have come.
  ///
  /// - Throws: ``LogFile/Unreadable`` when no more files may be open now. Nothing has changed then, and there are files
  ///   behind the current one.
  mutating func refresh() throws(LogFile.Unreadable) {
    guard let newest = entries.last?.file, !newest.isNamed(path) else { return }
    var (newer, known) = try later(than: newest)
    for _ in 0..<Self.holeLooks where known && newer.first?.gap == .rotatedAway {
      // The engine may be in the middle of a rotation.
      usleep(Self.holePause)
      (newer, known) = try later(than: newest)
    }
    guard !newer.isEmpty else {
      sizeWithoutSuccessor = sizeWithoutSuccessor ?? newest.size
      return
    }
    if known, newer[0].gap == .rotatedAway, let size = sizeWithoutSuccessor, newest.size ?? 0 > size {
      // The engine wrote to it after somebody had renamed it to `.1`, and then moved it on: no file had that number.
      newer[0].gap = nil
    }
    // Where the engine has thrown the newest away, it may have done so with others that came and went unseen.
    if !known, rotates, newest.isRemoved { newer[0].gap = .rotatedAway }
    sizeWithoutSuccessor = nil
    entries += newer
  }

  /// The files that have come behind the newest one, and whether that one is still among the others.
  private mutating func later(
    than newest: LogFile
  ) throws(LogFile.Unreadable) -> (files: [Entry], isKnown: Bool) {
    var found = try Self.list(path)
    if rotates { Self.markHoles(in: &found, path) }
    let known = found.lastIndex { Self.isSame($0.file, newest) }
    let later = found[(known.map { $0 + 1 } ?? 0)...]
    let newer = later.filter { $0.file.head.map { !older.contains($0) } ?? true }
    older.formIntersection(found.compactMap(\.file.head))
    return (newer, known != nil)
  }

  private static func isSame(_ file: LogFile, _ other: LogFile) -> Bool {
    // As long as both are open, no other file has their inode; but a compressed file is another one than it was.
    if file.device == other.device, file.inode == other.inode { return true }
    return file.isCompressed && file.head == other.head && file.head != nil
  }

  /// Opens all files, the oldest first. Behind one that is there and can't be read, its lines are missing.
  ///
  /// If there are more than one log may have open, the oldest are left out while descriptors are short.
  ///
  /// - Throws: ``LogFile/Unreadable`` when no more files may be open now.
  private static func list(_ path: String) throws(LogFile.Unreadable) -> [Entry] {
    var entries: [Entry] = []
    for _ in 0..<looks {
      entries = []
      var gap: GapCause?
      let names = names(path)
      let leavesOut = descriptors(for: names) > OpenFiles.perLog
      for name in names {
        do {
          let file = try open(name, leavesOut: leavesOut, &entries, &gap)
          entries.append(Entry(file: file, gap: gap))
          gap = nil
        } catch {
          if error.isShortage { throw error }
          if !error.isMissing { gap = .unreadable }
        }
      }
      // Where a rotation came in between, a file may have been missed, or is there twice.
      if entries.last?.file.isNamed(path) == true, entries.allSatisfy({ $0.file.isNamed($0.file.path) }),
        names == Self.names(path)
      {
        break
      }
    }
    return entries
  }

  /// Marks the files before which a number is missing. The engine leaves none out, so somebody has removed a file.
  private static func markHoles(in entries: inout [Entry], _ path: String) {
    let numbers = entries.map { number(of: $0.file.path, path) }
    let present = Set(numbers.compactMap(\.self))
    guard let highest = present.max() else { return }
    for (index, number) in numbers.enumerated() {
      guard let number, entries[index].gap == nil, number + 1 < highest, !present.contains(number + 1)
      else { continue }
      entries[index].gap = .rotatedAway
    }
  }

  /// The number in a file's name, 0 for the newest; `nil` for a name that isn't the engine's.
  private static func number(of name: String, _ path: String) -> Int? {
    guard name != path else { return 0 }
    let suffix = SiblingFiles.suffix(of: name, after: path)
    guard case .numbered(let number) = rotationName(suffix[...]).name else { return nil }
    return number
  }

  /// What the end of a name tells, and whether the file is compressed.
  private static func rotationName(_ suffix: Substring) -> (name: RotationName?, isCompressed: Bool) {
    let isCompressed = suffix.hasSuffix(".gz")
    return (RotationName(suffix: isCompressed ? suffix.dropLast(3) : suffix), isCompressed)
  }

  private static func descriptors(for names: [String]) -> Int {
    names.reduce(0) { $0 + ($1.hasSuffix(".gz") ? LogFile.compressedDescriptors : 1) }
  }

  /// Opens the file that comes after some others.
  ///
  /// - Parameter leavesOut: whether the oldest of those are closed until there is a descriptor for it.
  private static func open(
    _ name: String,
    leavesOut: Bool,
    _ entries: inout [Entry],
    _ gap: inout GapCause?
  ) throws(LogFile.Unreadable) -> LogFile {
    while true {
      do {
        return try LogFile(name)
      } catch {
        guard error.isShortage, leavesOut, !entries.isEmpty else { throw error }
        entries.removeFirst()
        if entries.isEmpty { gap = .unreadable } else { entries[0].gap = .unreadable }
      }
    }
  }

  /// The names of all files, the oldest first: `path.2.gz`, `path.1`, `path`. Whether a file with a date, which isn't the
  /// engine's, is older than a numbered one only the last write tells.
  private static func names(_ path: String) -> [String] {
    let (directory, newest) = Directories.split(path)
    var numbered: [Int: String] = [:]
    var dated: [String: String] = [:]
    for name in Directories.readableNames(in: directory) where name.hasPrefix(newest) {
      let (rotation, isCompressed) = rotationName(name.dropFirst(newest.count))
      // While one is being compressed both are there, and only the first is whole.
      switch rotation {
      case .numbered(let number) where !isCompressed || numbered[number] == nil:
        numbered[number] = Directories.join(directory, name)
      case .dated(let date) where !isCompressed || dated[date] == nil:
        dated[date] = Directories.join(directory, name)
      default:
        break
      }
    }
    let counted = numbered.sorted { $0.key > $1.key }.map(\.value)
    guard !dated.isEmpty else { return counted + [path] }
    let all = counted + dated.sorted { $0.key < $1.key }.map(\.value)
    let times = all.map { FileStatus(of: $0, followsLink: false)?.modified ?? .min }
    return all.indices.sorted { (times[$0], $0) < (times[$1], $1) }.map { all[$0] } + [path]
  }
}
