internal import Basics
internal import Evidence

extension RecordFileReader {
  /// A file that comes after the content, and where to go on in it.
  struct Following {
    let file: RotatedFile
    let files: RotatedFiles
    let offset: Int
  }

  /// More than the collector writes again after a truncation, in bytes: what it does write may follow lines that nobody
  /// has read, and so says nothing of what stands before it.
  private static let mostRewritten = 2 * JournalSettings.defaultRecentLimit
  /// How many bytes of a file are searched for the place where it was cut off.
  private static let searched = 16 << 20

  /// The content up to a line that was delivered: a copy that was made before the last lines came, or the content itself
  /// where it was cut off.
  private struct Copy {
    let file: RotatedFile
    /// Where it ends.
    let end: Int
    /// The lines that were delivered and are not in it.
    let repeated: RewrittenLines
    /// Of what stands before its end.
    let fingerprint: String?
  }

  /// How much older than what was read a compressed file may be that continues it, in nanoseconds: as long as a copy
  /// may take.
  private static let leeway: Int64 = 3_600_000_000_000

  /// Whether a place is one of this record file's, whatever path that was read by: what stands before the place stands
  /// there too, in the file or in one that it was rotated to.
  package static func has(_ position: RecordFilePosition, in path: String) -> Bool {
    guard position.offset > 0 else { return false }
    var reader = RecordFileReader(path, from: .position(position))
    let key = FileIdentity(device: position.device, inode: position.inode, birth: position.birth)
    return reader.continuation(in: RotatedFiles.list(path), first: key) != nil
  }

  /// Where to begin is found out and opened.
  ///
  /// - Returns: whether anything was done.
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

  /// Opens what continues at the position, or the oldest of what came after it.
  ///
  /// - Returns: whether anything was done.
  mutating func findContinuation() -> Bool {
    let files = RotatedFiles.list(path)
    guard position.offset > 0 else {
      guard let file = files.ordered.first(where: { $0.modified >= position.written }) else { return false }
      return open(file, of: files, at: 0)
    }
    let key = FileIdentity(device: position.device, inode: position.inode, birth: position.birth)
    if let file = continuation(in: files, first: key) {
      return open(file, of: files, at: position.offset, behind: position.fingerprint)
    }
    if let copy = shortCopy(in: files, of: key) ?? emptyCopy(in: files, of: key)
      ?? cutContent(in: files, of: key)
    {
      guard open(copy.file, of: files, at: copy.end, behind: copy.fingerprint) else { return false }
      position.repeated = copy.repeated
      return true
    }
    // A file that was renamed meanwhile could not be opened, and may be the one.
    guard files.areCurrent(path) else { return false }
    // It is there, and has other content.
    let isTruncated = files.ordered.contains { $0.key == key }
    let newer = files.ordered.first { file in
      isTruncated && file.key == key || file.modified > position.written && passed[file.key] == nil
    }
    guard let newer else { return false }
    let known = content.isOpen ? max(0, readOffset - position.offset) : 0
    loss = RecordFileLoss(cause: isTruncated ? .truncated : .gone, position: position, knownBytes: known)
    guard open(newer, of: files, at: 0) else {
      loss = nil
      return true
    }
    let recent = position.recent
    position = .beginning(after: newer.modified)
    position.recent = recent
    if isTruncated { position.repeated = RewrittenLines(recent, after: -1) }
    return true
  }

  /// What comes after the content, which is read to its end; `nil` where nothing does yet, or the content may still
  /// grow.
  mutating func nextFile() -> Following? {
    guard !content.isNamed(path) else {
      leavingSince = nil
      return nil
    }
    return nextFile(in: RotatedFiles.list(path))
  }

  /// - Parameter files: as they were a moment ago.
  mutating func nextFile(in files: RotatedFiles) -> Following? {
    guard let file = fileAfterContent(in: files), isLeftAlone(), !hasGrown else { return nil }
    let isOfContent = position.inode == content.identity.inode && position.device == content.identity.device
    // One of the two may be a copy of the other, as long as that is being made.
    if isOfContent, !file.isCompressed, var next = RecordContent.open(file),
      next.matches(position.fingerprint, at: position.offset)
    {
      return Following(file: file, files: files, offset: position.offset)
    }
    return Following(file: file, files: files, offset: 0)
  }

  private mutating func fileAfterContent(in files: RotatedFiles) -> RotatedFile? {
    let known = files.ordered.firstIndex { $0.key == content.identity }
    let index =
      known ?? continuation(in: files, first: content.identity).flatMap { files.ordered.firstIndex(of: $0) }
    if let index { return index + 1 < files.ordered.count ? files.ordered[index + 1] : nil }
    // A file that was renamed meanwhile could not be opened, and may be the one.
    guard files.areCurrent(path) else { return nil }
    let modified = content.status.modified
    // A rotated file that was written to in the same moment may be one that was read, and compressed since.
    return files.ordered.first { file in
      (file.name == nil || file.modified > modified) && passed[file.key] == nil
    }
  }

  /// Whether no file has come before the content since it was opened.
  ///
  /// Where nothing of it was read yet, nothing else tells that it was copied and truncated. The copy may have been empty
  /// when it was passed.
  mutating func isNextInOrder() -> Bool {
    guard readOffset == 0 || !isPlaced else { return true }
    let files = RotatedFiles.list(path).ordered
    if let index = files.firstIndex(where: { $0.key == content.identity }), index > 0 {
      let previous = files[index - 1]
      guard let size = passed[previous.key] else { return false }
      guard previous.isCompressed || previous.size <= size else { return false }
    }
    isPlaced = readOffset > 0
    return true
  }

  /// Whether nobody has appended to the content for a while, or for long enough nobody should have.
  private mutating func isLeftAlone() -> Bool {
    let now = now()
    let since = leavingSince ?? now
    leavingSince = since
    func isOver(_ pause: Int64, since moment: Int64) -> Bool {
      now.subtractingSaturated(moment).magnitude >= pause.magnitude
    }
    return isOver(grace, since: content.status.modified) || isOver(grace * Self.mostGraces, since: since)
  }

  /// Whether a file can continue what was read, as far as that is known without reading it.
  private func isWorthwhile(_ file: RotatedFile) -> Bool {
    !file.isCompressed || file.modified >= position.written.subtractingSaturated(Self.leeway)
  }

  /// The file that has what was delivered last where the position is.
  private mutating func continuation(in files: RotatedFiles, first key: FileIdentity) -> RotatedFile? {
    let candidates = files.candidates(lastChanged: position.written)
    for file in candidates.filter({ $0.key == key }) + candidates.filter({ $0.key != key }) {
      guard isWorthwhile(file), !ruledOut.contains(file), var content = RecordContent.open(file) else {
        continue
      }
      if content.matches(position.fingerprint, at: position.offset) { return file }
      if file.isCompressed { ruledOut.insert(file) }
    }
    return nil
  }

  /// The copy that was made of a file before the last lines that were delivered came into it, and which of the recent
  /// lines is its last.
  ///
  /// Of several the one that ends first: those after it may begin with what was written again.
  private mutating func shortCopy(
    in files: RotatedFiles,
    of key: FileIdentity
  ) -> Copy? {
    var found: (copy: Copy, index: Int)?
    for file in files.candidates(lastChanged: position.written)
    where file.key != key && isWorthwhile(file) && !ruledOutCopies.contains(file) {
      guard var content = RecordContent.open(file) else { continue }
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

  /// The file itself, cut off at a line that was delivered, whatever came behind it since: a volume that goes back to an
  /// earlier state does that.
  private func cutContent(in files: RotatedFiles, of key: FileIdentity) -> Copy? {
    guard let file = files.ordered.first(where: { $0.key == key && !$0.isCompressed }),
      var content = RecordContent.open(file)
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

  /// Which of the recent lines is the last whole line of a text.
  private func indexOfLastLine(_ text: [UInt8]) -> Int? {
    guard let last = text.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
    return text.withUnsafeBytes {
      position.recent.lastIndex(of: UnsafeRawBufferPointer(rebasing: $0[$0.lineStart(before: last)...last]))
    }
  }

  /// The copy that was made of a file when nothing stood in it, where the file was truncated after that.
  private func emptyCopy(
    in files: RotatedFiles,
    of key: FileIdentity
  ) -> Copy? {
    guard let index = files.ordered.firstIndex(where: { $0.key == key }), index > 0 else { return nil }
    let copy = files.ordered[index - 1]
    guard copy.size == 0, copy.modified >= position.birth else { return nil }
    return Copy(file: copy, end: 0, repeated: RewrittenLines(position.recent, after: -1), fingerprint: nil)
  }
}
