import Basics
internal import Files
import FoundationEssentials
import Glibc
internal import RotatedFiles

/// The entries of the ledger and its rotated siblings.
struct AuditedLedger {
  private struct StrayLines {
    let file: AuditedFile
    var numbers: [Int] = []
    var count = 0
    /// Whether the last of them ends the file without an LF.
    var isCut = false
  }

  /// The longest possible entry, in bytes. A collector's are limited by its ring, and far shorter.
  static let longestLine = 64 << 20
  private static let listedLines = 8
  /// How often the ledger's end is read again if its last line has no LF: it may be being written.
  private static let looks = 10
  private static let pause: UInt32 = 20_000

  /// By ascending number.
  private(set) var entries: [AuditedEntry] = []
  private(set) var problems: [String] = []
  private var strays: [StrayLines] = []

  /// Reads the ledger.
  ///
  /// - Parameter longestLine: ``longestLine``, except in tests.
  init(
    _ settings: JournalSettings,
    longestLine: Int = Self.longestLine,
    noteRead: (Int) -> Void
  ) throws(EvidenceError) {
    let path = settings.ledgerFile
    Self.waitForLine(path)
    let files = try AuditedFile.all(of: path, excluded: [])
    guard !files.isEmpty else { throw EvidenceError("open", path, code: ENOENT) }
    var known: Set<String> = []
    // Oldest first, so that of two entries with one number the later one comes second.
    for file in files.sorted(by: { $1.name.precedes($0.name) }) {
      try read(file, &known, longestLine: longestLine)
      noteRead(file.size)
    }
    entries = entries.enumerated()
      .sorted { ($0.element.sequence, $0.offset) < ($1.element.sequence, $1.offset) }
      .map(\.element)
    reportStrayLines()
    follow()
  }

  private static func waitForLine(_ path: String) {
    for _ in 0..<looks {
      guard let file = OpenFile(reading: path), file.size > 0,
        !FileBytes.match(file.descriptor, at: file.size - 1, [UInt8(ascii: "\n")])
      else { return }
      usleep(pause)
    }
  }

  private mutating func read(
    _ file: AuditedFile,
    _ known: inout Set<String>,
    longestLine: Int
  ) throws(EvidenceError) {
    guard let content = try file.content() else { return }
    var lines = LineReader(content, limit: longestLine)
    let decoder = JSONDecoder()
    var stray = StrayLines(file: file)
    var number = 0
    while let line = lines.next() {
      number += 1
      if !line.isCut, line.isEnded, let entry = AuditedEntry(line: line.bytes, decoder) {
        // A repaired file may repeat a line of its copy.
        if known.insert(entry.digest).inserted { entries.append(entry) }
        continue
      }
      stray.isCut = !line.isEnded
      stray.count += 1
      if stray.numbers.count < Self.listedLines { stray.numbers.append(number) }
    }
    if stray.count > 0 { strays.append(stray) }
  }

  /// Reports lines that are no entries, unless the entries account for as many.
  private mutating func reportStrayLines() {
    if entries.isEmpty { problems.append("ledger: it has no entry") }
    var known = entries.reduce(0) { $0.addingSaturated($1.tornEntries) }
    // A copy may have been made while an entry was written, before the original was truncated.
    let copies = strays.count { $0.isCut && !$0.file.isLive }
    known.addSaturated(min(copies, entries.reduce(0) { $0 + $1.repairedLedgers }))
    guard strays.reduce(0, { $0 + $1.count }) > known else { return }
    for stray in strays {
      let numbers = stray.numbers.map(String.init).joined(separator: ", ")
      let more = stray.count > stray.numbers.count ? " and \(stray.count - stray.numbers.count) more" : ""
      let what = stray.count == 1 ? "line \(numbers) is no entry" : "lines \(numbers)\(more) are no entries"
      problems.append("\(stray.file.path): \(what)\(stray.isCut ? "; its last line is cut off" : "")")
    }
  }

  private mutating func follow() {
    var known: [Int: Set<String>] = [:]
    for entry in entries {
      if let before = known[entry.sequence - 1] {
        if !before.contains(entry.previous) {
          problems.append("ledger: entry \(entry.sequence) does not follow entry \(entry.sequence - 1)")
        }
      } else if entry.sequence > 1, entry.sequence != entries.first?.sequence {
        problems.append("ledger: entry \(entry.sequence - 1) is missing")
      }
      // After a power cut the collector may continue from before its last entry.
      if known[entry.sequence] != nil, entry.kind != .start {
        problems.append("ledger: there are two entries \(entry.sequence)")
      }
      known[entry.sequence, default: []].insert(entry.digest)
    }
  }

  /// Compares the ledger's end with what the state directory remembers.
  ///
  /// - Parameter head: read before the ledger was.
  mutating func compare(_ head: RememberedLedger) {
    guard head.sequence > 0 else { return }
    let last = entries.last?.sequence ?? 0
    if head.sequence > last {
      let end = last == 0 ? "has no entry" : "ends with entry \(last)"
      problems.append(
        "ledger: it \(end), but the state directory remembers entry \(head.sequence): the newest entries are gone"
      )
    } else if entries.contains(where: { $0.sequence == head.sequence }),
      !entries.contains(where: { $0.sequence == head.sequence && $0.digest == head.digest })
    {
      problems.append("ledger: entry \(head.sequence) is not the one that the state directory remembers")
    }
  }
}

/// What a state directory remembers about the ledger and the files.
package struct RememberedLedger: Sendable, Hashable {
  /// The number of the last entry; 0 before the first.
  package var sequence: Int
  /// The digest of its line.
  package var digest: String
  /// The number of the newest file at each path.
  var generations: [EvidenceTarget: UInt64] = [:]

  /// - Parameter checkpoint: where both were read from.
  package init(sequence: Int, digest: String, _ checkpoint: CheckpointedState? = nil) {
    self.sequence = sequence
    self.digest = digest
    generations = checkpoint?.generations ?? [:]
  }
}
