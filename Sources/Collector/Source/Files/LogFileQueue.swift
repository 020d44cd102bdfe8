import Files
import Glibc
import RotatedFiles

/// The unread files of one container's log, oldest first. The engine writes to the last one.
///
/// The engine renames `ID-json.log` to `.1`, `.1` to `.2` and so on, may compress them, and deletes the last one (Moby,
/// `loggerutils.LogFile`). Each new file is opened when it is seen, so that a later rotation loses none of it.
///
/// If others rename, replace or delete the file, the engine keeps writing to its open one. So a file is left only for
/// one with bytes, and a file found beside a vanished one isn't assumed to be newer.
struct LogFileQueue: Sendable {
  /// A file, and why lines may be missing before it.
  struct Entry: Sendable {
    let file: LogFile
    var gap: GapCause?
  }

  /// How often the files are listed again because they were rotated meanwhile.
  private static let looks = 10
  /// The same because a number is missing, and the microseconds between: the engine renames file after file.
  private static let (holeLooks, holePause) = (20, UInt32(2000))

  /// The engine's name for the newest file.
  let path: String
  private(set) var entries: [Entry]
  /// Whether the engine deletes old files.
  private let rotates: Bool
  /// ``LogFile/head`` of files older than the current one that may still be there.
  private var older: Set<UInt64> = []
  /// The newest file's size when it was first seen renamed without a successor: it may still grow.
  private var sizeWithoutSuccessor: Int?

  /// - Parameter rotates: whether the engine deletes old files.
  /// - Throws: ``LogFile/Unreadable``, naming the newest file, or the one for which descriptors ran out.
  init(_ path: String, rotates: Bool) throws(LogFile.Unreadable) {
    self.path = path
    self.rotates = rotates
    entries = try Self.list(path)
    if rotates { Self.markHoles(in: &entries, path) }
    guard entries.last?.file.isNamed(path) != true else { return }
    do {
      entries.append(Entry(file: try LogFile(path)))
    } catch {
      // If it was renamed, the engine still writes to it, or is about to create the next one.
      guard error.isMissing, !entries.isEmpty else { throw error }
    }
  }

  /// The file being read.
  var current: LogFile { entries[0].file }

  /// Whether a newer file has bytes: the engine no longer writes to the current one.
  var hasNewer: Bool { entries.dropFirst().contains { !$0.file.isEmpty } }

  /// Leaves the current file at its end; returns why lines may be missing before the next one.
  mutating func advance() -> GapCause? {
    leave(entries.removeFirst())
    return takeGap()
  }

  /// Why lines may be missing before the current file; reported once.
  mutating func takeGap() -> GapCause? {
    defer { entries[0].gap = nil }
    return entries[0].gap
  }

  /// Begins with a later file.
  mutating func begin(with index: Int) {
    for entry in entries[..<index] { leave(entry) }
    entries.removeFirst(index)
    // A gap before this file was reported by the start that read it first.
    entries[0].gap = nil
  }

  private mutating func leave(_ entry: Entry) { if let head = entry.file.head { older.insert(head) } }

  /// Adds files that have appeared.
  ///
  /// - Throws: ``LogFile/Unreadable`` if too many files are open. Nothing has changed then, and newer files exist.
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
      // Someone renamed it to `.1`, the engine wrote on and then moved it: no file had that number.
      newer[0].gap = nil
    }
    // If the engine has deleted the newest file, it may have deleted others that were never seen.
    if !known, rotates, newest.isRemoved { newer[0].gap = .rotatedAway }
    sizeWithoutSuccessor = nil
    entries += newer
  }

  /// The files after the newest one, and whether that one was found.
  private mutating func later(
    than newest: LogFile
  ) throws(LogFile.Unreadable) -> (files: [Entry], isKnown: Bool) {
    var found = try Self.list(path)
    if rotates { Self.markHoles(in: &found, path) }
    let known = found.lastIndex { $0.file.continues(newest) }
    let later = found[(known.map { $0 + 1 } ?? 0)...]
    let newer = later.filter { $0.file.head.map { !older.contains($0) } ?? true }
    older.formIntersection(found.compactMap(\.file.head))
    return (newer, known != nil)
  }

  /// Opens all files, oldest first. An unreadable one is a gap before the next. If there are more than one log may have
  /// open, the oldest are left out while descriptors are short.
  ///
  /// - Throws: ``LogFile/Unreadable`` if too many files are open.
  private static func list(_ path: String) throws(LogFile.Unreadable) -> [Entry] {
    var entries: [Entry] = []
    for _ in 0..<looks {
      entries = []
      var gap: GapCause?
      let names = names(path)
      let leavesOut = descriptors(for: names) > OpenFiles.perLog
      for name in names {
        do {
          let file = try open(name.path, leavesOut: leavesOut, &entries, &gap)
          entries.append(Entry(file: file, gap: gap))
          gap = nil
        } catch {
          if error.isShortage { throw error }
          if !error.isMissing { gap = .unreadable }
        }
      }
      // A rotation in between may have hidden a file or shown it twice.
      if entries.last?.file.isNamed(path) == true, entries.allSatisfy({ $0.file.isNamed($0.file.path) }),
        names == Self.names(path)
      {
        break
      }
    }
    return entries
  }

  /// Marks the files before which a number is missing. The engine leaves out none, so a missing one was removed.
  private static func markHoles(in entries: inout [Entry], _ path: String) {
    let numbers = entries.map { number(of: SiblingName($0.file.path, of: path)) }
    let present = Set(numbers.compactMap(\.self))
    guard let highest = present.max() else { return }
    for (index, number) in numbers.enumerated() {
      guard let number, entries[index].gap == nil, number + 1 < highest, !present.contains(number + 1)
      else { continue }
      entries[index].gap = .rotatedAway
    }
  }

  /// The number in a file's name, 0 for the newest; `nil` for a name that isn't the engine's.
  private static func number(of name: SiblingName) -> Int? {
    if name.isLive { return 0 }
    guard case .numbered(let number) = name.rotation else { return nil }
    return number
  }

  private static func descriptors(for names: [SiblingName]) -> Int {
    names.reduce(0) { $0 + ($1.isCompressed ? LogFile.compressedDescriptors : 1) }
  }

  /// - Parameter leavesOut: whether to close the oldest files until there is a descriptor.
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

  /// The names of all files, oldest first: `path.2.gz`, `path.1`, `path`. Dated files, which aren't the engine's, are
  /// ordered by time.
  private static func names(_ path: String) -> [SiblingName] {
    let newest = SiblingName(path, of: path)
    let siblings = SiblingName.siblings(of: path).filter { $0.rotation != nil }
    let unfinished = SiblingName.unfinished(among: siblings)
    let all = siblings.filter { !unfinished.contains($0.path) }.sorted { first, second in
      let (isFirstNumbered, isSecondNumbered) = (number(of: first) != nil, number(of: second) != nil)
      guard isFirstNumbered == isSecondNumbered else { return isFirstNumbered }
      return second.precedes(first)
    }
    guard all.contains(where: { number(of: $0) == nil }) else { return all + [newest] }
    let times = all.map { FileStatus(of: $0.path, followsLink: false)?.modified ?? .min }
    return all.indices.sorted { (times[$0], $0) < (times[$1], $1) }.map { all[$0] } + [newest]
  }
}
