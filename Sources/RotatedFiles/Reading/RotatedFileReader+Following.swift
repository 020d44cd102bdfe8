internal import Basics
internal import Files

extension RotatedFileReader {
  struct Following {
    let file: RotatedFile
    let files: RotatedFileList
    let offset: Int
  }

  /// More bytes than are rewritten after a truncation, twice `JournalSettings.recentLimit`: rewritten lines say nothing about what precedes them.
  private static let mostRewritten = 8 << 20
  /// How many bytes of a file are searched for the place where it was cut off.
  private static let searched = 16 << 20
  /// How much older a compressed file that continues the content may be, in nanoseconds: the longest copying time.
  private static let leeway: Int64 = 3_600_000_000_000

  /// The content up to a delivered line: a copy made before the last lines came, or the file itself after it was cut off.
  private struct Copy {
    let file: RotatedFile
    let end: Int
    let repeated: RewrittenLines
    /// Of what is before its end.
    let fingerprint: String?
  }

  /// Whether a position belongs to this file, by whatever path: it or a rotated one has what preceded it.
  package static func has(_ position: RotatedFilePosition, in path: String) -> Bool {
    guard position.offset > 0 else { return false }
    var reader = RotatedFileReader(path, from: .position(position))
    return reader.continuation(in: RotatedFileList.list(path), of: position.identity) != nil
  }

  /// Finds and opens the file to begin with; returns whether anything was done.
  mutating func begin() -> Bool {
    switch start {
    case .beginning:
      position = .beginning(after: .min)
      start = nil
    case .end:
      start = nil
      return startAtEnd(lines: 0)
    case .last(let count):
      start = nil
      return startAtEnd(lines: max(0, count))
    case .position, nil: break
    }
    return findContinuation()
  }

  /// Opens the file that continues at the position, or the oldest one that came after it.
  ///
  /// - Returns: whether anything was done.
  mutating func findContinuation() -> Bool {
    leavingSince = nil
    let files = look()
    if openContinuation(in: files) { return true }
    _ = awaitsOpening(files)
    return false
  }

  private mutating func openContinuation(in files: RotatedFileList) -> Bool {
    guard position.offset > 0 else {
      guard !awaitsOpening(files),
        let file = files.ordered.first(where: { $0.modified >= position.written })
      else { return false }
      return open(file, of: files, at: 0)
    }
    let identity = position.identity
    let unended = content == nil || options.expectsRepetition ? 0 : readOffset - position.offset
    if let file = continuation(in: files, of: identity) {
      guard open(file, of: files, at: position.offset, behind: position.fingerprint) else { return false }
      reportMissing(unended, behind: position.offset)
      return true
    }
    let copy =
      options.expectsRepetition ? shortCopy(in: files, of: identity) : headCopy(in: files, of: identity)
    if let copy = copy ?? emptyCopy(in: files, of: identity)
      ?? cutContent(in: files, of: identity)
    {
      guard open(copy.file, of: files, at: copy.end, behind: copy.fingerprint) else { return false }
      position.repeated = copy.repeated
      reportMissing(unended, behind: copy.end)
      return true
    }
    // The file may be one that couldn't be opened, for want of descriptors or because it was renamed meanwhile.
    guard !awaitsOpening(files), files.areCurrent(path, in: directory) else { return false }
    // The file is there with other content.
    let isTruncated = files.ordered.contains { $0.identity == identity }
    let newer = files.ordered.first { file in
      isTruncated && file.identity == identity
        || file.modified > position.written && passed[file.identity] == nil
    }
    guard let newer else { return false }
    let known = content == nil ? 0 : max(0, readOffset - position.offset)
    loss = RotatedFileLoss(cause: isTruncated ? .truncated : .gone, position: position, knownBytes: known)
    guard let offset = isTruncated ? lengthLeft(of: newer) : 0, open(newer, of: files, at: offset) else {
      loss = nil
      return true
    }
    if offset > 0 {
      settle()
      return true
    }
    let recent = position.recent
    position = .beginning(after: newer.modified)
    position.recent = recent
    if isTruncated { position.repeated = RewrittenLines(recent, after: -1) }
    return true
  }

  /// Whether to wait because a file that may be the one at the position couldn't be opened: as long as there are too few
  /// descriptors, else for the time that a renamed file is waited for.
  private mutating func awaitsOpening(_ files: RotatedFileList) -> Bool {
    guard let fault = openFault ?? files.refusal(of: position.identity, path, in: directory) else {
      unopenedSince = nil
      return false
    }
    let now = now()
    let since = unopenedSince ?? now
    unopenedSince = since
    isHeldBack = now.subtractingSaturated(since).magnitude < (grace * Self.mostGraces).magnitude
    return isHeldBack || fault.isShortage
  }

  /// Reports the bytes of an unended line that were read and that the content doesn't have.
  private mutating func reportMissing(_ count: Int, behind offset: Int) {
    guard count > 0, let content else { return }
    let there = content.read(min(count, Self.batchSize), at: offset).count
    guard there < min(count, Self.batchSize) else { return }
    loss = RotatedFileLoss(cause: .truncated, position: position, knownBytes: count - there)
  }

  /// How much a file still has of what was read, if only its end was cut off; `nil` if it can't be opened.
  private mutating func lengthLeft(of file: RotatedFile) -> Int? {
    guard let head = position.head, head.count == ContentHead.lengths.count, file.size < position.offset
    else { return 0 }
    return read(file).map { $0.begins(with: head) ? file.size : 0 }
  }

  /// What comes after the content, which was read to its end; `nil` if there is nothing yet, or the content may grow.
  mutating func nextFile(after content: RotatedContent) -> Following? {
    guard !directory.isOpenFile(content.identity, named: path) else {
      leavingSince = nil
      refusal = nil
      return nil
    }
    return mayLook() ? nextFile(after: content, in: look()) : nil
  }

  /// - Parameter files: as they were a moment ago.
  mutating func nextFile(after content: RotatedContent, in files: RotatedFileList) -> Following? {
    if files.shortage == nil { unopenedSince = nil }
    guard files.shortage == nil || !awaitsOpening(files), let file = fileAfter(content, in: files) else {
      leavingSince = nil
      return nil
    }
    guard isLeftAlone(content), !hasGrown(content) else { return nil }
    let isOfContent =
      position.inode == content.identity.inode && position.device == content.identity.device
    // One of the two may be a copy of the other that is still being made.
    if isOfContent, !file.isCompressed {
      guard let next = read(file) else { return nil }
      if next.matches(position.fingerprint, at: position.offset) {
        return Following(file: file, files: files, offset: position.offset)
      }
    }
    return Following(file: file, files: files, offset: 0)
  }

  private mutating func fileAfter(_ content: RotatedContent, in files: RotatedFileList) -> RotatedFile? {
    let known = files.ordered.firstIndex { $0.identity == content.identity }
    let index =
      known
      ?? continuation(in: files, of: content.identity).flatMap { files.ordered.firstIndex(of: $0) }
    if let index { return index + 1 < files.ordered.count ? files.ordered[index + 1] : nil }
    // The file may be one that couldn't be opened because it was renamed meanwhile.
    guard files.areCurrent(path, in: directory) else { return nil }
    let modified = content.modified
    // A rotated file last written to in the same moment may be one that was read, and was compressed since.
    return files.ordered.first { file in
      (file.name.rotation == nil || file.modified > modified) && passed[file.identity] == nil
    }
  }

  /// Whether no file has come before the content since it was opened.
  ///
  /// Before the first read nothing else shows a copy-and-truncate; the copy may have been empty when passed.
  mutating func isNextInOrder(_ content: RotatedContent) -> Bool {
    guard readOffset == 0 || !isPlaced else { return true }
    let files = look().ordered
    if let index = files.firstIndex(where: { $0.identity == content.identity }), index > 0 {
      let previous = files[index - 1]
      guard let size = passed[previous.identity] else { return false }
      guard previous.isCompressed || previous.size <= size else { return false }
    }
    isPlaced = readOffset > 0
    return true
  }

  /// Whether nobody has appended to the content for a while, or it has been left for long enough that nobody should.
  private mutating func isLeftAlone(_ content: RotatedContent) -> Bool {
    let now = now()
    let since = leavingSince ?? now
    leavingSince = since
    func isOver(_ pause: Int64, since moment: Int64) -> Bool {
      now.subtractingSaturated(moment).magnitude >= pause.magnitude
    }
    return isOver(grace, since: content.modified) || isOver(grace * Self.mostGraces, since: since)
  }

  /// Whether a file can continue what was read, as far as that is known without reading it.
  private func isWorthwhile(_ file: RotatedFile) -> Bool {
    !file.isCompressed || file.modified >= position.written.subtractingSaturated(Self.leeway)
  }

  /// The file with the last delivered bytes at the position.
  private mutating func continuation(in files: RotatedFileList, of identity: FileIdentity) -> RotatedFile? {
    var budget = options.compressedLimit
    return files.continuation(of: identity, lastChanged: position.written) { file in
      guard isWorthwhile(file), !ruledOut.contains(file), let content = read(file), hasHead(content)
      else { return false }
      if file.isCompressed {
        guard position.offset <= budget else { return false }
        budget -= position.offset
      }
      if content.matches(position.fingerprint, at: position.offset) { return true }
      if file.isCompressed { ruledOut.insert(file) }
      return false
    }
  }

  /// Whether the content may be the one that was read, as far as its beginning shows.
  private func hasHead(_ content: RotatedContent) -> Bool {
    position.head.map { content.begins(with: $0, upTo: position.offset) } ?? true
  }

  /// A copy that begins as the content does and ends before the position, so that all of it was delivered.
  private mutating func headCopy(in files: RotatedFileList, of identity: FileIdentity) -> Copy? {
    guard let head = position.head else { return nil }
    var budget = options.compressedLimit
    for file in files.candidates(lastChanged: position.written)
    where file.identity != identity && isWorthwhile(file) && !ruledOutCopies.contains(file) {
      guard let content = read(file), content.begins(with: Array(head.prefix(1))) else { continue }
      var end = file.size
      if file.isCompressed {
        guard position.offset <= budget else { continue }
        end = 0
        content.forEachPiece(of: Self.batchSize) { piece in
          end += piece.count
          return end < position.offset
        }
        budget -= end
        ruledOutCopies.insert(file)
      }
      guard end < position.offset, content.begins(with: head, upTo: end) else { continue }
      ruledOutCopies.remove(file)
      let fingerprint = Fingerprint.make(content.bytes(Fingerprint.length, before: end))
      return Copy(file: file, end: end, repeated: RewrittenLines(), fingerprint: fingerprint)
    }
    return nil
  }

  /// A copy that was made of a file before the last delivered lines were written to it.
  ///
  /// Of several, the one that ends first: later ones may begin with what was written again.
  private mutating func shortCopy(in files: RotatedFileList, of identity: FileIdentity) -> Copy? {
    var found: (copy: Copy, index: Int)?
    for file in files.candidates(lastChanged: position.written)
    where file.identity != identity && isWorthwhile(file) && !ruledOutCopies.contains(file) {
      guard let content = read(file) else { continue }
      let (tail, end) = content.tail(Self.maximumLine, size: file.size)
      let index = indexOfLastLine(tail)
      if let index, index < found?.index ?? .max {
        let fingerprint = Fingerprint.make(tail.suffix(Fingerprint.length))
        let repeated = RewrittenLines(position.recent, after: index)
        found = (Copy(file: file, end: end, repeated: repeated, fingerprint: fingerprint), index)
      }
      if index == nil, file.isCompressed { ruledOutCopies.insert(file) }
    }
    return found?.copy
  }

  /// The file itself, cut off at a delivered line, with anything after it: a restored volume looks like that.
  private mutating func cutContent(in files: RotatedFileList, of identity: FileIdentity) -> Copy? {
    guard options.expectsRepetition,
      let file = files.ordered.first(where: { $0.identity == identity && !$0.isCompressed }),
      let content = read(file)
    else { return nil }
    let end = min(file.size, position.offset)
    let start = max(0, end - Self.searched)
    let text = content.read(end - start, at: start)
    let stretch = text.withUnsafeBytes { bytes in
      position.recent.stretch(in: bytes) { $0.count > Self.mostRewritten || start + $0.lowerBound == 0 }
    }
    guard let (range, rest) = stretch, !range.isEmpty else { return nil }
    let fingerprint = Fingerprint.make(text[..<range.upperBound].suffix(Fingerprint.length))
    return Copy(file: file, end: start + range.upperBound, repeated: rest, fingerprint: fingerprint)
  }

  /// Which of the recent lines is the last complete line of a text.
  private func indexOfLastLine(_ text: [UInt8]) -> Int? {
    guard let last = text.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
    return text.withUnsafeBytes {
      position.recent.lastIndex(of: UnsafeRawBufferPointer(rebasing: $0[$0.lineStart(before: last)...last]))
    }
  }

  /// The copy that was made of a file when it was empty, if the file was truncated after that.
  private func emptyCopy(in files: RotatedFileList, of identity: FileIdentity) -> Copy? {
    guard let index = files.ordered.firstIndex(where: { $0.identity == identity }), index > 0
    else { return nil }
    let copy = files.ordered[index - 1]
    guard copy.size == 0, copy.modified >= position.birth else { return nil }
    return Copy(file: copy, end: 0, repeated: RewrittenLines(position.recent, after: -1), fingerprint: nil)
  }
}
