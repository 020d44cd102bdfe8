import Crypto
import Foundation
import Glibc

/// Holds the ledger against the raw log and the records, wherever they have been rotated to.
public struct Audit {
  /// What the ledger says of one of the files that had a name one after another.
  private struct Generation: Hashable {
    let target: String
    let number: UInt64
  }

  /// An entry, and the digest of its line.
  private struct Read {
    let entry: LedgerEntry
    let digest: String
  }

  private let settings: JournalSettings
  /// Is told of the bytes that were read.
  private let noteRead: (Int) -> Void
  private var report = AuditReport()
  /// How many bytes the copies of truncated files have.
  private var kept: [Generation: Int] = [:]

  private init(_ settings: JournalSettings, noteRead: @escaping (Int) -> Void) {
    self.settings = settings
    self.noteRead = noteRead
  }

  /// Reads everything; writes nothing.
  ///
  /// - Parameter noteRead: is told of each stretch of the files that was read, in bytes; some are read several times.
  /// - Throws: ``EvidenceError`` where there is no ledger.
  public static func run(
    _ settings: JournalSettings,
    noteRead: @escaping (Int) -> Void = { _ in }
  ) throws(EvidenceError) -> AuditReport {
    var audit = Audit(settings, noteRead: noteRead)
    let entries = try audit.readLedger()
    audit.follow(entries)
    audit.look(for: entries.map(\.entry))
    audit.sum(entries.map(\.entry))
    return audit.report
  }

  // MARK: - The chain

  private mutating func readLedger() throws(EvidenceError) -> [Read] {
    let strangers: [String] = []
    let paths = [settings.ledgerFile] + SiblingFiles.paths(of: settings.ledgerFile, excluded: strangers)
    var entries: [Int: [Read]] = [:]
    var isThere = false
    let decoder = JSONDecoder()
    for path in paths {
      guard var lines = LineReader(path) else { continue }
      isThere = true
      while let line = lines.next() {
        guard let entry = try? decoder.decode(LedgerEntry.self, from: Data(line)) else { continue }
        let digest = LedgerEntry.digest(of: line)
        // A repaired file may have a line that its copy has as well.
        if entries[entry.sequence]?.contains(where: { $0.digest == digest }) == true { continue }
        entries[entry.sequence, default: []].append(Read(entry: entry, digest: digest))
      }
    }
    guard isThere else { throw EvidenceError("open", settings.ledgerFile, code: ENOENT) }
    return entries.keys.sorted().flatMap { entries[$0] ?? [] }
  }

  private mutating func follow(_ entries: [Read]) {
    report.entries = entries.count
    var known: [Int: Set<String>] = [:]
    for read in entries {
      let entry = read.entry
      if let before = known[entry.sequence - 1] {
        if !before.contains(entry.previous) {
          report.problems.append(
            "ledger: entry \(entry.sequence) does not follow entry \(entry.sequence - 1)"
          )
        }
      } else if entry.sequence > 1, entry.sequence != entries.first?.entry.sequence {
        report.problems.append("ledger: entry \(entry.sequence - 1) is missing")
      }
      // After a power cut the collector may begin again from before its last entry.
      if known[entry.sequence] != nil, entry.kind != .start {
        report.problems.append("ledger: there are two entries \(entry.sequence)")
      }
      known[entry.sequence, default: []].insert(read.digest)
      report.gaps += entry.gaps
      report.damages += entry.damages
    }
    report.counts = entries.last?.entry.counts ?? [:]
  }

  // MARK: - The files

  private mutating func look(for entries: [LedgerEntry]) {
    var segments: [Generation: [LedgerEntry.File]] = [:]
    for truncation in entries.flatMap(\.truncations) {
      let generation = Generation(target: truncation.target, number: truncation.generation)
      kept[generation] = min(kept[generation] ?? .max, truncation.kept)
    }
    for file in entries.flatMap(\.files) {
      segments[Generation(target: file.target, number: file.generation), default: []].append(file)
    }
    for target in [EvidenceTarget.log, .records] {
      var numbers = AuditReport.FileNumbers()
      let path = settings.path(of: target)
      let strangers = settings.ownPaths.filter { $0 != path }
      let candidates = [path] + SiblingFiles.paths(of: path, excluded: strangers)
      let generations = segments.keys.filter { $0.target == target.name }.sorted { $0.number < $1.number }
      var isFirstFound = false
      var lines: [String: Int] = [:]
      for generation in generations {
        let files = segments[generation] ?? []
        let written = files.reduce(0) { $0 + $1.lines }
        let later = generations.filter { $0.number > generation.number }.flatMap { segments[$0] ?? [] }
        // What reaches behind the end of a copy is there in part, and the rest of it elsewhere.
        let cut = files.reduce(0) { $0 + (isCut($1, generation) ? $1.lines : 0) }
        guard let (found, whole) = best(candidates, files) else {
          if cut == written {
            numbers.writtenAgain += written
            continue
          }
          // Whoever keeps old files for some time only removes the oldest.
          if isFirstFound || isThere(files, later, among: candidates) {
            report.problems.append("\(path): nowhere are the \(written) lines of file \(generation.number)")
          }
          numbers.gone += written
          continue
        }
        isFirstFound = true
        numbers.ours += whole
        numbers.writtenAgain += written - whole
        lines[found, default: 0] += whole
        if whole + cut < written {
          report.problems.append(
            "\(found): \(written - whole - cut) of \(written) lines are not as they were written"
          )
        }
      }
      for candidate in candidates {
        guard let count = lineCount(candidate) else { continue }
        numbers.others += max(0, count - (lines[candidate] ?? 0))
      }
      if target == .log { report.log = numbers } else { report.records = numbers }
    }
  }

  /// Whether one of the files is the very one that the segments were written to, and still is as it was then.
  private func isThere(_ files: [LedgerEntry.File], _ later: [LedgerEntry.File], among candidates: [String])
    -> Bool
  {
    let inodes = Set(files.map(\.inode)).subtracting(later.map(\.inode))
    return candidates.contains { path in
      var status = stat()
      return stat(path, &status) == 0 && inodes.contains(UInt64(status.st_ino))
    }
  }

  /// Whether a segment reaches behind the end of the only copy of its file.
  private func isCut(_ file: LedgerEntry.File, _ generation: Generation) -> Bool {
    guard let kept = kept[generation] else { return false }
    return file.ranges.contains { $0.last.map { $0 > kept } ?? false }
  }

  /// The file that has the most of the segments as they were written, and how many lines that is.
  private func best(_ candidates: [String], _ files: [LedgerEntry.File]) -> (path: String, lines: Int)? {
    var best: (path: String, lines: Int)?
    for candidate in candidates {
      guard var content = FileContentReader(candidate) else { continue }
      var lines = 0
      for file in files where isWhole(file, in: &content) { lines += file.lines }
      if lines > best?.lines ?? 0 { best = (candidate, lines) }
    }
    return best
  }

  private func isWhole(_ file: LedgerEntry.File, in content: inout FileContentReader) -> Bool {
    var hash = SHA256()
    for range in file.ranges {
      guard range.count == 2, content.skip(to: range[0]) else { return false }
      var rest = range[1] - range[0]
      while rest > 0 {
        let piece = content.read(min(rest, 1 << 20))
        guard !piece.isEmpty else { return false }
        hash.update(data: piece)
        noteRead(piece.count)
        rest -= piece.count
      }
    }
    return hash.finalize().hexadecimal == file.sha256
  }

  private func lineCount(_ path: String) -> Int? {
    guard var content = FileContentReader(path) else { return nil }
    var count = 0
    while true {
      let piece = content.read(1 << 20)
      guard !piece.isEmpty else { return count }
      count += piece.withUnsafeBytes(\.lineCount)
      noteRead(piece.count)
    }
  }

  // MARK: - The sum

  private mutating func sum(_ entries: [LedgerEntry]) {
    guard let first = entries.first, first.sequence == 1 else { return }
    for (name, target, numbers) in [("lines", "log", report.log), ("records", "records", report.records)] {
      let written = entries.flatMap(\.files).filter { $0.target == target }.reduce(0) { $0 + $1.lines }
      let counted = report.counts[name] ?? 0
      let again = written - counted
      let isRepaired =
        report.damages.contains { $0.target == target } || kept.keys.contains { $0.target == target }
      let isPowerCut = report.damages.contains { $0.kind == Damage.Kind.powerCut.rawValue }
      if isPowerCut { continue }
      if again < 0 || (again > 0 && !isRepaired && numbers.writtenAgain == 0) {
        report.problems.append("\(target): \(counted) \(name) were counted, and \(written) were written")
      }
    }
  }
}
