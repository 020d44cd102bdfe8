internal import Evidence
internal import Files
internal import FoundationEssentials
internal import Glibc

/// Lines of other writers among those that the ledger says are ours, and how many of them repeat ours.
///
/// Another program may well write to the raw log. Only a second collector writes the same events: each has a time and a
/// host, while a banner is the same wherever it is printed.
struct RepeatedLines: Sendable, Hashable {
  /// The most bytes of the raw log that are read.
  static let window = 4 << 20
  /// The most entries of the ledger that are looked at: at one a minute, a quarter of an hour.
  static let entries = 15

  /// Lines of ours that were looked at.
  var ours = 0
  /// Lines of others between them.
  var others = 0
  /// How many of those are the same as one of ours.
  var repeated = 0

  init(ours: Int, others: Int, repeated: Int) {
    self.ours = ours
    self.others = others
    self.repeated = repeated
  }

  /// Compares the ledger's last entries with the raw log; `nil` where they say nothing of the file that is there now.
  init?(_ settings: JournalSettings) {
    let descriptor = open(settings.logFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor), status.isRegularFile else { return nil }
    let lines = LedgerTail.lines(of: settings.ledgerFile, limit: Self.entries)
    guard let ranges = Self.ranges(lines, inode: status.inode, size: status.size),
      let first = ranges.first, let last = ranges.last
    else { return nil }
    let bytes = FileBytes.read(
      descriptor,
      at: first.lowerBound,
      count: last.upperBound - first.lowerBound
    )
    self.init(bytes, at: first.lowerBound, ours: ranges)
  }

  /// - Parameters:
  ///   - bytes: a part of the file.
  ///   - start: where it stands in the file.
  ///   - ranges: where our lines stand in the file, in ascending order.
  init(_ bytes: [UInt8], at start: Int, ours ranges: [Range<Int>]) {
    var own: Set<ArraySlice<UInt8>> = []
    var foreign: [ArraySlice<UInt8>] = []
    var rest = ranges[...]
    var position = bytes.startIndex
    while let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) {
      while let range = rest.first, range.upperBound <= start + position { rest.removeFirst() }
      let line = bytes[position..<end]
      if rest.first?.contains(start + position) == true {
        ours += 1
        if line.first == UInt8(ascii: "<") { own.insert(line) }
      } else {
        foreign.append(line)
      }
      position = end + 1
    }
    others = foreign.count
    repeated = foreign.count { own.contains($0) }
  }

  /// Where our last lines stand in the file that is there now, in ascending order and no further back than ``window``
  /// from the last one's end.
  ///
  /// A file that was truncated keeps its inode and gets another generation: only the last one's ranges are of what is
  /// there now.
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

extension RepeatedLines {
  /// The part of an entry of the ledger that is looked at.
  private struct Entry: Decodable {
    let files: [LedgerEntry.File]
  }
}
