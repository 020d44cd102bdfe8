internal import Basics
internal import Files
internal import Glibc

/// Reads a record file's lines, and goes on while it is appended to, renamed, compressed, truncated or deleted.
///
/// ```swift
/// var reader = RotatedFileReader("/var/log/decnet/decnet.json", from: .end)
/// while let event = reader.next() { … }  // and again when there may be more
/// ```
///
/// Delivers each line once, oldest file first, without blocking. At most one batch and one line are in memory.
package struct RotatedFileReader: ~Copyable, Sendable {
  /// The longest line that is delivered, in bytes without its LF.
  package static let maximumLine = 4 << 20
  static let batchSize = 1 << 20
  /// How long a renamed file must be left alone before the next is read, in nanoseconds: writers may have it open.
  static let defaultGrace: Int64 = 1_000_000_000
  /// The longest wait for that, in graces.
  static let mostGraces: Int64 = 10
  /// After how many bytes of a file a rewritten line is no longer expected in it.
  static let repetitionRange = 64 << 20
  /// The most steps from file to file in one call.
  private static let steps = 64

  private enum Reading {
    case lines(RotatedLines)
    case end
    case truncated
  }

  package let path: String
  /// The place after what was delivered last.
  package internal(set) var position: RotatedFilePosition

  /// Whether delivered lines are made durable before reading goes on in another file; ``synchronize()`` does so for the
  /// current file. Otherwise positions kept on disk could be ahead of the records after a power cut.
  package var keepsDurable = false

  let grace: Int64
  let now: @Sendable () -> Int64
  private let synchronizing: @Sendable (Int32) -> Void
  /// Where to begin; `nil` once that is done.
  var start: RotatedFileStart?
  /// The file being read; `nil` until there is one.
  var content: RotatedContent?
  /// Where in the content the next byte is.
  var readOffset = 0
  /// Read but not delivered; begins with a line.
  private var unfinished: [UInt8] = []
  /// Up to 4 KiB before `unfinished`.
  private var before: [UInt8] = []
  /// Whether nothing of the content was delivered.
  private var isFirst = true
  /// The offset at which reading of the content began.
  private var openedAt = 0
  /// Whether the current line is too long.
  private var isSkipping = false
  private var tooLong = 0
  /// Since when the content is at its end under another name.
  var leavingSince: Int64?
  /// Existing files before the content, and their sizes when they were passed.
  var passed: [FileIdentity: Int] = [:]
  /// Compressed files that were read and don't continue the content.
  var ruledOut: Set<RotatedFile> = []
  /// Compressed files that were read and are no copies of the content.
  var ruledOutCopies: Set<RotatedFile> = []
  /// Whether the content was found to be the next in order after some of it was read.
  var isPlaced = false
  var loss: RotatedFileLoss?

  /// Creates a reader; files are opened by ``next()``.
  package init(_ path: String, from start: RotatedFileStart) {
    self.init(
      path,
      from: start,
      grace: Self.defaultGrace,
      now: { WallClock.now },
      synchronizing: { _ = fdatasync($0) }
    )
  }

  /// - Parameters:
  ///   - grace: how long a renamed file must be left alone before the next is read, in nanoseconds.
  ///   - now: the time in nanoseconds since 1970.
  ///   - synchronizing: makes what was written to a descriptor durable.
  init(
    _ path: String,
    from start: RotatedFileStart,
    grace: Int64,
    now: @escaping @Sendable () -> Int64,
    synchronizing: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    self.path = path
    self.synchronizing = synchronizing
    self.start = start
    self.grace = grace
    self.now = now
    if case .position(let position) = start {
      self.position = position
    } else {
      position = .beginning(after: .min)
    }
  }

  package mutating func next() -> RotatedFileEvent? {
    for _ in 0..<Self.steps {
      if let loss {
        self.loss = nil
        return .lost(loss)
      }
      guard let content else {
        guard begin() else { return nil }
        continue
      }
      switch read(content) {
      case .lines(let lines): return .lines(lines)
      case .truncated:
        guard findContinuation() else { return nil }
      case .end:
        guard let next = nextFile(after: content) else { return nil }
        if let rest = takeUnfinished(before: next) { return .lines(rest) }
        leave(content, for: next)
      }
    }
    return nil
  }

  /// Makes the delivered lines of the current file durable.
  package func synchronize() { if let content { synchronizing(content.descriptor) } }

  /// Undelivered bytes, as far as known without reading them: compressed files count as stored.
  package var bytesBehind: Int {
    guard let content else {
      return RotatedFileList.list(path).ordered.reduce(0) { sum, file in
        guard file.modified >= position.written else { return sum }
        let isCurrent = file.identity == position.identity
        return sum.addingSaturated(
          isCurrent ? max(0, file.size.subtractingSaturated(position.offset)) : file.size
        )
      }
    }
    let rest =
      content.isCompressed ? 0 : max(0, content.size - readOffset).addingSaturated(unfinished.count)
    guard !content.identity.isOpenFile(named: path) else { return rest }
    let files = RotatedFileList.list(path).ordered
    let index = files.firstIndex { $0.identity == content.identity } ?? files.count - 2
    return files.dropFirst(index + 1).reduce(rest) { $0.addingSaturated($1.size) }
  }

  /// Whether the current file was read to its end and renamed a moment ago, so that the next one must wait.
  package var isWaitingForRotation: Bool { leavingSince != nil }

  // MARK: - Reading on

  private mutating func read(_ content: RotatedContent) -> Reading {
    while true {
      let bytes = content.read(Self.batchSize, at: readOffset)
      guard !bytes.isEmpty else {
        guard isNextInOrder(content) else { return .truncated }
        return !content.isCompressed && content.size < readOffset ? .truncated : .end
      }
      // Checked after the read: had the file been truncated and filled again before, other bytes would be here.
      guard content.isCompressed || content.has(known, before: readOffset) else { return .truncated }
      guard isNextInOrder(content) else { return .truncated }
      readOffset += bytes.count
      if let lines = take(bytes) { return .lines(lines) }
    }
  }

  private var known: [UInt8] {
    guard unfinished.count < Fingerprint.length else { return unfinished.suffix(Fingerprint.length) }
    return (before + unfinished).suffix(Fingerprint.length)
  }

  private mutating func take(_ bytes: [UInt8]) -> RotatedLines? {
    if isSkipping {
      guard let end = bytes.firstIndex(of: Self.lineFeed) else {
        pass(bytes)
        return nil
      }
      pass(bytes[...end])
      isSkipping = false
      tooLong += 1
      unfinished = Array(bytes[(end + 1)...])
    } else {
      unfinished += bytes
    }
    // What was there before has no line feed.
    guard let last = unfinished.suffix(bytes.count).lastIndex(of: Self.lineFeed) else {
      if unfinished.count > Self.maximumLine {
        pass(unfinished)
        unfinished = []
        isSkipping = true
      }
      return nil
    }
    // Only the first can be too long: the others came in one piece.
    guard last > Self.maximumLine, let end = unfinished.firstIndex(of: Self.lineFeed), end > Self.maximumLine
    else {
      return deliver(last + 1)
    }
    pass(unfinished[...end])
    unfinished.removeFirst(end + 1)
    tooLong += 1
    return deliver(last - end)
  }

  private mutating func deliver(_ count: Int) -> RotatedLines {
    var bytes = unfinished
    unfinished = Array(bytes[count...])
    bytes.removeSubrange(count...)
    pass(bytes)
    settle()
    return lines(bytes)
  }

  private mutating func lines(_ bytes: [UInt8]) -> RotatedLines {
    var lines = RotatedLines(bytes: bytes, position: position, tooLong: tooLong)
    tooLong = 0
    if isFirst { position.recent = LineDigests() }
    isFirst = false
    bytes.withUnsafeBytes { position.recent.append(linesOf: $0) }
    if !position.repeated.isEmpty {
      if position.offset - openedAt > Self.repetitionRange { position.repeated = RewrittenLines() }
      lines.repeated = lines.remove(&position.repeated)
    }
    lines.position = position
    return lines
  }

  private mutating func pass(_ bytes: some Collection<UInt8>) {
    if bytes.count < Fingerprint.length {
      before = (before + bytes).suffix(Fingerprint.length)
    } else {
      before = Array(bytes.suffix(Fingerprint.length))
    }
  }

  /// Moves the position to the place before `unfinished`.
  mutating func settle() {
    guard let content else { preconditionFailure("nothing is open") }
    position.device = content.identity.device
    position.inode = content.identity.inode
    position.birth = content.identity.birth
    position.offset = readOffset - unfinished.count
    position.fingerprint = Fingerprint.make(before)
    position.written = content.modified
  }

  // MARK: - From file to file

  /// Opens a file.
  ///
  /// - Parameter fingerprint: of what was found before the offset. It may have been truncated and filled again since.
  /// - Returns: `false` if it is gone, or has other content by now.
  mutating func open(
    _ file: RotatedFile,
    of files: RotatedFileList,
    at offset: Int,
    behind fingerprint: String? = nil
  ) -> Bool {
    guard let opened = RotatedContent(file) else { return false }
    let before = opened.bytes(Fingerprint.length, before: offset)
    if let fingerprint, Fingerprint.make(before) != fingerprint { return false }
    if keepsDurable { synchronize() }
    self.before = before
    content = opened
    readOffset = offset
    unfinished = []
    isSkipping = false
    isFirst = offset == 0
    openedAt = offset
    leavingSince = nil
    ruledOut = []
    ruledOutCopies = []
    isPlaced = false
    let index = files.ordered.firstIndex { $0.identity == file.identity } ?? 0
    let present = Set(files.ordered.map(\.identity))
    passed = passed.filter { present.contains($0.key) }
    for file in files.ordered[..<index] { passed[file.identity] = file.size }
    return true
  }

  /// The last line of a file, which will get no LF, counted if too long; `nil` for none, or if the next file has it.
  private mutating func takeUnfinished(before next: Following) -> RotatedLines? {
    guard next.offset == 0, !unfinished.isEmpty || isSkipping else { return nil }
    let bytes = unfinished
    if isSkipping { tooLong += 1 }
    isSkipping = false
    unfinished = []
    pass(bytes)
    settle()
    return lines(bytes.isEmpty ? [] : bytes + [Self.lineFeed])
  }

  private mutating func leave(_ content: RotatedContent, for next: Following) {
    if !content.isComplete { loss = RotatedFileLoss(cause: .damaged, position: position, knownBytes: 0) }
    passed[content.identity] = readOffset
    let fingerprint = next.offset > 0 ? position.fingerprint : nil
    if !open(next.file, of: next.files, at: next.offset, behind: fingerprint) { loss = nil }
  }

  /// Whether the content has grown since it was read to its end.
  func hasGrown(_ content: RotatedContent) -> Bool { !content.isCompressed && content.size != readOffset }

  private static let lineFeed = UInt8(ascii: "\n")
}
