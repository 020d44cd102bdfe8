internal import Basics
internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Glibc

/// Lines of other writers between those that the ledger records as ours, and how many of them repeat ours.
///
/// Other programs may write to the raw log, but only a second collector writes the same events: an event has a time and
/// a host, while a banner is the same wherever it is printed.
struct RepeatedLines: Sendable, Hashable {
  /// The most bytes of the raw log that are read.
  static let window = 4 << 20
  /// The most entries of the ledger that are read: a quarter of an hour, at one a minute.
  static let entries = 15

  /// Our lines.
  var ours = 0
  /// Lines of others between ours.
  var others = 0
  /// How many of those equal an event of ours.
  var repeated = 0

  /// The field of a ledger entry that matters here.
  private struct Entry: Decodable { let files: [LedgerEntry.File] }
}

extension RepeatedLines {
  /// Compares the ledger's last entries with the raw log; `nil` if they are not about the current file.
  init?(_ settings: JournalSettings) {
    let descriptor = open(settings.logFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor), status.isRegularFile else { return nil }
    let lines = LedgerTail.lines(of: settings.ledgerFile, limit: Self.entries)
    guard let ranges = Self.ranges(lines, inode: status.inode, size: status.size),
      let first = ranges.first, let last = ranges.last
    else { return nil }
    let bytes = FileBytes.read(descriptor, at: first.lowerBound, count: last.upperBound - first.lowerBound)
    self.init(bytes, at: first.lowerBound, ours: ranges)
  }

  /// - Parameter ranges: the offsets of our lines in the file, ascending; `bytes` are its part from `start` on.
  init(_ bytes: [UInt8], at start: Int, ours ranges: [Range<Int>]) {
    var own: Set<ArraySlice<UInt8>> = []
    var foreign: [ArraySlice<UInt8>] = []
    var rest = ranges[...]
    for line in LineWalk(bytes) {
      let position = start + line.startIndex
      while let range = rest.first, range.upperBound <= position { rest.removeFirst() }
      if rest.first?.contains(position) == true {
        ours += 1
        if line.first == UInt8(ascii: "<") { own.insert(line) }
      } else {
        foreign.append(line)
      }
    }
    others = foreign.count
    repeated = foreign.count { own.contains($0) }
  }

  /// The offsets of our last lines in the current file, ascending, at most ``window`` before the last one's end.
  ///
  /// A truncated file keeps its inode and gets a new generation, so only the newest generation's ranges count.
  private static func ranges(_ lines: [ArraySlice<UInt8>], inode: UInt64, size: Int) -> [Range<Int>]? {
    let decoder = JSONDecoder()
    let files = lines.compactMap { try? decoder.decode(Entry.self, from: Data($0)) }.flatMap(\.files)
      .filter { $0.target == "log" }
    guard let newest = files.map(\.generation).max() else { return nil }
    let ranges = files.filter { $0.generation == newest && $0.inode == inode }.flatMap(\.ranges)
      .compactMap { pair -> Range<Int>? in
        guard pair.count == 2, 0 <= pair[0], pair[0] < pair[1], pair[1] <= size else { return nil }
        return pair[0]..<pair[1]
      }
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    guard let end = ranges.map(\.upperBound).max() else { return nil }
    return ranges.compactMap { range in
      let start = max(range.lowerBound, end - window)
      return start < range.upperBound ? start..<range.upperBound : nil
    }
  }
}
