import Basics
internal import RotatedFiles

/// Finds what the ledger says was written to the raw log or the records in the file and its rotated siblings.
///
/// Reads most files once, compressed ones twice: inodes, line ends and first segments tell what to look for.
struct TargetAudit {
  private let path: String
  /// The files that were written to at the path, oldest first.
  private var generations: [AuditedGeneration]
  private var files: [AuditedFile]
  /// The generations that were looked for in each file.
  private var tried: [Set<Int>]
  /// How many truncations without a copy the ledger records.
  private var recordedLosses = 0
  /// The file that has most of a generation, by its index.
  private var places: [Int: (file: Int, lines: Int)] = [:]
  private let noteRead: (Int) -> Void

  private(set) var numbers = AuditReport.FileNumbers()
  private(set) var problems: [String] = []

  /// - Parameter files: all files that have the path, or may have had it.
  init(
    _ target: EvidenceTarget,
    _ path: String,
    _ files: [AuditedFile],
    _ entries: [AuditedEntry],
    noteRead: @escaping (Int) -> Void
  ) {
    self.path = path
    self.files = files
    self.noteRead = noteRead
    tried = files.map { _ in [] }
    var segments: [UInt64: [AuditedSegment]] = [:]
    var kept: [UInt64: Int] = [:]
    for entry in entries {
      for segment in entry.segments where segment.target == target.name {
        segments[segment.generation, default: []].append(segment)
      }
      for truncation in entry.truncations where truncation.target == target.name {
        kept[truncation.generation] = min(kept[truncation.generation] ?? .max, truncation.kept)
      }
      for damage in entry.damages
      where damage.target == target.name && damage.kind == Damage.Kind.unexplainedTruncation.rawValue {
        recordedLosses.addSaturated(damage.count)
      }
    }
    generations = segments.map { AuditedGeneration($0.key, $0.value, kept: kept[$0.key]) }
      .filter { $0.lines > 0 }
      .sorted { $0.number < $1.number }
  }

  /// Reads the files.
  ///
  /// - Parameter newest: the number of the file that was written last, if known.
  mutating func run(newest: UInt64?) throws(EvidenceError) {
    try findByInode()
    // Newest first: each file has what was written before the one that precedes it in this order.
    for file in files.indices.sorted(by: { files[$0].name.precedes(files[$1].name) })
    where !files[file].isSettled {
      try findByContent(file)
    }
    for file in files.indices where files[file].lines == nil { try verify(file, []) }
    judge(newest)
    for file in files { numbers.others.addSaturated(max(0, (file.lines ?? 0) - file.ours)) }
  }

  // MARK: - Which file has what

  /// Finds files that were written to, wherever they were renamed to.
  private mutating func findByInode() throws(EvidenceError) {
    var byInode: [UInt64: [Int]] = [:]
    for index in generations.indices.reversed() {
      for inode in generations[index].inodes { byInode[inode, default: []].append(index) }
    }
    for file in files.indices where !files[file].isCompressed {
      guard let candidates = byInode[files[file].inode],
        let ends = try LineEnds(files[file], [], noteRead: noteRead)
      else { continue }
      let found = try standing(in: file, among: candidates, ends, isSure: candidates.count == 1)
      if !found.isEmpty { try verify(file, found) }
    }
  }

  /// Finds copies, compressed files, and files that were changed.
  private mutating func findByContent(_ file: Int) throws(EvidenceError) {
    let untried = generations.indices.reversed().filter { !tried[file].contains($0) }
    guard let ends = try LineEnds(files[file], self.ends(of: untried), noteRead: noteRead) else { return }
    files[file].lines = files[file].lines ?? ends.lines
    let missing = untried.filter { !generations[$0].isComplete }
    var found = try standing(in: file, among: missing, ends)
    if found.isEmpty {
      // It may be a copy of what was found already.
      found = try standing(in: file, among: untried.filter { generations[$0].isComplete }, ends)
    }
    if found.isEmpty, let index = guess(file, among: missing, ends) { found = [index] }
    if !found.isEmpty { try verify(file, found) }
  }

  /// The newest generation that seems to be in a file, and older ones before the place of a supposed truncation.
  ///
  /// - Parameters:
  ///   - candidates: newest first.
  ///   - isSure: whether the ends of lines are proof enough.
  private func standing(
    in file: Int,
    among candidates: [Int],
    _ ends: borrowing LineEnds,
    isSure: Bool = false
  ) throws(EvidenceError) -> [Int] {
    var found: [Int] = []
    for index in candidates {
      if let newer = found.last, generations[index].end > generations[newer].start { continue }
      guard fits(index, ends) else { continue }
      if isSure { found.append(index) } else if try beginsWith(index, file) { found.append(index) }
    }
    return found
  }

  /// The generation most likely to be partly in a file that has none completely.
  private func guess(_ file: Int, among indices: [Int], _ ends: borrowing LineEnds) -> Int? {
    var best: (index: Int, isSameFile: Bool, count: Int)?
    for index in indices {
      let generation = generations[index]
      var count = 0
      for segment in generation.verifiable where ends.contains(generation.segments[segment].end) {
        count += 1
      }
      let isSameFile = !files[file].isCompressed && generation.inodes.contains(files[file].inode)
      guard count > 0 else { continue }
      if let best, (best.isSameFile ? 1 : 0, best.count) >= (isSameFile ? 1 : 0, count) { continue }
      best = (index, isSameFile, count)
    }
    return best?.index
  }

  private func ends(of indices: [Int]) -> [Int] {
    indices.flatMap { index in generations[index].verifiable.map { generations[index].segments[$0].end } }
  }

  /// Whether lines end in a file where each of a generation's segments would end.
  private func fits(_ index: Int, _ ends: borrowing LineEnds) -> Bool {
    let generation = generations[index]
    guard !generation.verifiable.isEmpty else { return false }
    for segment in generation.verifiable where !ends.contains(generation.segments[segment].end) {
      return false
    }
    return true
  }

  /// Whether the first of a generation's segments is in a file.
  private func beginsWith(_ index: Int, _ file: Int) throws(EvidenceError) -> Bool {
    let segments = generations[index].verifiable.map { generations[index].segments[$0] }
    guard let first = segments.min(by: { $0.end < $1.end }), var content = try files[file].content()
    else { return false }
    var pass = SegmentPass([first])
    pass.read(&content, upTo: first.end, noteRead: noteRead)
    return !pass.found.isEmpty
  }

  private mutating func verify(_ file: Int, _ indices: [Int]) throws(EvidenceError) {
    guard var content = try files[file].content() else { return }
    tried[file].formUnion(indices)
    let sought = indices.flatMap { index in generations[index].verifiable.map { (index, $0) } }
    var pass = SegmentPass(sought.map { generations[$0].segments[$1] })
    pass.read(&content, noteRead: noteRead)
    files[file].lines = pass.lines
    var found: [Int: Int] = [:]
    for hit in pass.found {
      let (index, segment) = sought[hit]
      generations[index].noteFound(segment)
      found[index, default: 0].addSaturated(generations[index].segments[segment].lines)
    }
    for (index, lines) in found {
      files[file].ours.addSaturated(lines)
      if generations[index].isComplete { files[file].isSettled = true }
      if lines > places[index]?.lines ?? 0 { places[index] = (file, lines) }
    }
  }

  // MARK: - What it means

  private mutating func judge(_ newest: UInt64?) {
    var isOlderFound = false
    for (index, generation) in generations.enumerated() {
      let (found, missing) = (generation.found, generation.missing)
      numbers.written.addSaturated(generation.lines)
      numbers.ours.addSaturated(found)
      numbers.writtenAgain.addSaturated(generation.writtenAgain)
      defer { isOlderFound = isOlderFound || found > 0 }
      guard missing > 0 else { continue }
      if let place = places[index] {
        let path = files[place.file].path
        problems.append("\(path): \(missing) of \(generation.lines) lines are not as they were written")
        continue
      }
      numbers.gone.addSaturated(missing)
      if recordedLosses > 0, wasTruncated(index) {
        recordedLosses -= 1
        continue
      }
      if let reason = reason(index, isOlderFound: isOlderFound, newest) {
        problems.append("\(path): the \(missing) lines of file \(generation.number) are missing: \(reason)")
      }
    }
  }

  /// Why a file can't have been removed because of its age; `nil` if it can.
  ///
  /// Retention removes only the oldest files, and nothing takes their place.
  private func reason(_ index: Int, isOlderFound: Bool, _ newest: UInt64?) -> String? {
    let generation = generations[index]
    if isOlderFound { return "an older file is there" }
    let ours = files.filter { $0.ours > 0 }
    for file in files where file.ours == 0 && ours.allSatisfy({ file.name.mayBeOlder(than: $0.name) }) {
      if file.lines ?? 0 > 0 { return "\(file.path) is in their place and has none of them" }
      if isFile(file, of: index, newest) { return "\(file.path) is the file that they were written to" }
    }
    // A state older than the ledger knows less.
    let isNewest = index == generations.count - 1 && newest ?? 0 <= generation.number
    return isNewest ? "they were the newest" : nil
  }

  /// Whether something else was, or could have been, written to a generation's file later.
  private func wasTruncated(_ index: Int) -> Bool {
    let inodes = generations[index].inodes
    return generations[(index + 1)...].contains { !$0.inodes.isDisjoint(with: inodes) }
      || files.contains { $0.isLive && inodes.contains($0.inode) }
  }

  /// Whether a generation was written to a file, and not to an earlier one with its inode.
  private func isFile(_ file: AuditedFile, of index: Int, _ newest: UInt64?) -> Bool {
    let generation = generations[index]
    guard !file.isCompressed, generation.inodes.contains(file.inode) else { return false }
    if file.isLive, let newest, newest > generation.number { return false }
    return !generations[(index + 1)...].contains { $0.inodes.contains(file.inode) }
  }
}
