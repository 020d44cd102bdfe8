internal import Basics
package import Files
internal import Glibc

/// Reads a file's lines, and goes on while it is appended to, renamed, compressed, truncated or deleted.
///
/// ```swift
/// var reader = RotatedFileReader("/var/log/decnet/decnet.json", from: .end)
/// while let event = reader.next() { … }  // and again when there may be more
/// ```
///
/// Delivers each line once, oldest file first, without blocking. At most one batch and one line are in memory. A call that
/// finds nothing new costs two system calls on the open file and its name.
package struct RotatedFileReader: ~Copyable, Sendable {
  /// The longest line that is delivered, in bytes without its LF.
  package static let maximumLine = 4 << 20
  static let batchSize = 1 << 20
  /// The fewest bytes read at once, if there are so many.
  private static let smallestBatch = 4096
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
    /// Up to an offset.
    case hole(Int)
  }

  /// The file's path, or its name in ``directory``.
  package let path: String
  let directory: any FileDirectory
  let options: RotatedFileOptions
  /// The place after what was delivered last, or from which to go on after a loss.
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
  /// The beginning of the current line, if that is cut.
  private var cutLine: [UInt8] = []
  /// The size of the hole at the end of the content, which may be filled yet.
  private var holeAtEnd = 0
  /// The first bytes of the content, and their digests up to the position; only with ``RotatedFileOptions/expectsRepetition``
  /// off.
  private var firstBytes: [UInt8] = []
  /// When the content had last changed when it was found to have what was read, in nanoseconds since 1970.
  private var lastChange: Int64?
  /// The last look at the directory that found nothing to read.
  private var idle: Idle?
  /// How often the directory was looked at in this call.
  private var looks = 0
  /// The refused siblings that were found.
  private var refusedSiblings: Set<String> = []
  /// How many of them are still to be reported.
  private var unreportedRefusals = 0
  private var hasFoundTooManySiblings = false
  /// Why a file that may be the one at the position could not be opened when the directory was last looked at.
  var openFault: ForeignFileFault?
  /// Since when that has been so.
  var unopenedSince: Int64?
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

  /// Why the file can't be read now; `nil` if it can, or is missing.
  package internal(set) var refusal: ForeignFileFault?
  /// Whether ``RotatedFileLoss/Cause/tooManySiblings`` was reported, by this reader or an earlier one: then it isn't again.
  package var hasReportedTooManySiblings = false
  /// Whether the last ``next()`` looked at less than what may be there: it was too early for a look at the directory, or
  /// a file could not be opened.
  package internal(set) var isHeldBack = false

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

  /// Creates a reader of a file in a directory that someone else may control.
  package init(
    _ name: String,
    in directory: any FileDirectory,
    from start: RotatedFileStart,
    options: RotatedFileOptions
  ) {
    self.init(
      name,
      in: directory,
      from: start,
      options: options,
      grace: Self.defaultGrace,
      now: { WallClock.now }
    )
  }

  /// - Parameters:
  ///   - grace: how long a renamed file must be left alone before the next is read, in nanoseconds.
  ///   - now: the time in nanoseconds since 1970.
  ///   - synchronizing: makes what was written to a descriptor durable.
  init(
    _ path: String,
    in directory: any FileDirectory = OwnDirectory(),
    from start: RotatedFileStart,
    options: RotatedFileOptions = .own,
    grace: Int64,
    now: @escaping @Sendable () -> Int64,
    synchronizing: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    self.path = path
    self.directory = directory
    self.options = options
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

  /// - Parameter limit: the most bytes to deliver; a line may make it more.
  package mutating func next(upTo limit: Int = .max) -> RotatedFileEvent? {
    looks = 0
    isHeldBack = isResting
    let event = isHeldBack ? nil : advance(upTo: limit)
    return event ?? takeLoss().map { .lost($0) }
  }

  private mutating func advance(upTo limit: Int) -> RotatedFileEvent? {
    for _ in 0..<Self.steps {
      if let loss = takeLoss() { return .lost(loss) }
      guard let content else {
        guard mayLook(), begin() else { return nil }
        continue
      }
      switch read(content, upTo: limit) {
      case .lines(let lines): return .lines(lines)
      case .hole(let end): skipHole(to: end, of: content)
      case .truncated:
        guard mayLook(), findContinuation() else { return nil }
      case .end:
        guard let next = nextFile(after: content) else { return nil }
        guard options.expectsRepetition || hasKnown(content) else {
          guard findContinuation() else { return nil }
          continue
        }
        if let rest = takeUnfinished(before: next) { return .lines(rest) }
        leave(content, for: next)
      }
    }
    isHeldBack = true
    return nil
  }

  /// The next loss to report.
  private mutating func takeLoss() -> RotatedFileLoss? {
    if let loss {
      self.loss = nil
      return loss
    }
    if unreportedRefusals > 0 {
      unreportedRefusals -= 1
      return RotatedFileLoss(cause: .refusedSibling, position: position, knownBytes: 0)
    }
    guard hasFoundTooManySiblings, !hasReportedTooManySiblings else { return nil }
    hasReportedTooManySiblings = true
    return RotatedFileLoss(cause: .tooManySiblings, position: position, knownBytes: 0)
  }

  /// Makes the delivered lines of the current file durable.
  package func synchronize() { if let content { synchronizing(content.descriptor) } }

  /// Undelivered bytes, as far as known without reading them: compressed files count as stored.
  package var bytesBehind: Int {
    guard let content else {
      return RotatedFileList.list(path, in: directory).ordered.reduce(0) { sum, file in
        guard file.modified >= position.written else { return sum }
        let isCurrent = file.identity == position.identity
        return sum.addingSaturated(
          isCurrent ? max(0, file.size.subtractingSaturated(position.offset)) : file.size
        )
      }
    }
    let rest =
      content.isCompressed ? 0 : max(0, content.size - readOffset).addingSaturated(unfinished.count)
    guard !directory.isOpenFile(content.identity, named: path) else { return rest }
    let files = RotatedFileList.list(path, in: directory).ordered
    // The newest alone is behind one that is gone.
    let next = files.firstIndex { $0.identity == content.identity }.map { $0 + 1 } ?? max(0, files.count - 1)
    return files[next...].reduce(rest) { $0.addingSaturated($1.size) }
  }

  /// Whether more may come though nothing is written any more: the last ``next()`` was held back, or the current file was
  /// read to its end and renamed a moment ago, so that the next one must wait.
  package var isWaiting: Bool { leavingSince != nil || isHeldBack }

  /// Makes the next ``next()`` look at the directory, whatever the pause.
  package mutating func lookAgain() { idle = nil }

  // MARK: - Reading on

  private mutating func read(_ content: RotatedContent, upTo limit: Int) -> Reading {
    var steps = 0
    while true {
      // Others wait while a long line is passed over.
      if options.cutsLongLines, steps == Self.steps {
        return .lines(RotatedLines(bytes: [], position: position))
      }
      steps += 1
      // Most files are polled far more often than written to, and a buffer costs more than a look.
      let status = content.isCompressed ? nil : content.status
      let rest = content.isCompressed ? .max : (status?.size ?? 0).subtractingSaturated(readOffset)
      if rest == 0, !options.expectsRepetition, let modified = status?.modified, modified != lastChange {
        // It may have been truncated and filled again up to the same size.
        guard hasKnown(content) else { return .truncated }
        lastChange = modified
      }
      holeAtEnd = 0
      var dataEnd = Int.max
      if rest > 0, options.skipsHoles, !content.isCompressed {
        let data = content.data(from: readOffset)
        holeAtEnd = data == nil ? rest : 0
        dataEnd = data?.upperBound ?? .max
        if let start = data?.lowerBound, start > readOffset {
          guard isNextInOrder(content), hasKnown(content) else { return .truncated }
          return takeUnfinished(isBeforeHole: true).map { .lines($0) } ?? .hole(start)
        }
      }
      let isAtEnd = rest <= 0 || holeAtEnd > 0
      let count = isAtEnd ? 0 : min(rest, batch(upTo: limit), dataEnd - readOffset)
      let bytes = content.read(count, at: readOffset)
      guard !bytes.isEmpty else {
        guard isPlaced || !mayLook() || isNextInOrder(content) else { return .truncated }
        if content.isCompressed { return .end }
        return (isAtEnd ? rest < 0 : content.size < readOffset) ? .truncated : .end
      }
      // Checked after the read: had the file been truncated and filled again before, other bytes would be here.
      guard hasKnown(content) else { return .truncated }
      guard isNextInOrder(content) else { return .truncated }
      readOffset += bytes.count
      if let lines = take(bytes) { return .lines(lines) }
    }
  }

  /// How many bytes to read next.
  private func batch(upTo limit: Int) -> Int {
    limit >= Self.batchSize
      ? Self.batchSize : max(limit.subtractingSaturated(unfinished.count), Self.smallestBatch)
  }

  /// Whether what was read last is still there; nobody changes a compressed file.
  private func hasKnown(_ content: RotatedContent) -> Bool {
    guard !content.isCompressed else { return true }
    let known =
      unfinished.count < Fingerprint.length
      ? (before + unfinished).suffix(Fingerprint.length) : unfinished.suffix(Fingerprint.length)
    return content.has(Array(known), before: readOffset)
  }

  private mutating func take(_ bytes: [UInt8]) -> RotatedLines? {
    var cut: [UInt8]?
    if isSkipping {
      guard let end = bytes.firstIndex(of: Self.lineFeed) else {
        pass(bytes)
        return nil
      }
      pass(bytes[...end])
      cut = endSkipping()
      unfinished = Array(bytes[(end + 1)...])
    } else {
      unfinished += bytes
    }
    // What was there before has no line feed.
    guard let last = unfinished.suffix(bytes.count).lastIndex(of: Self.lineFeed) else {
      if let cut { return deliver(0, after: cut) }
      if unfinished.count > options.maximumLine {
        if options.cutsLongLines { cutLine = Array(unfinished.prefix(options.maximumLine)) }
        pass(unfinished)
        unfinished = []
        isSkipping = true
      }
      return nil
    }
    guard !options.cutsLongLines else { return deliver(last + 1, after: cut) }
    // Only the first can be too long: the others came in one piece.
    guard last > options.maximumLine, let end = unfinished.firstIndex(of: Self.lineFeed),
      end > options.maximumLine
    else {
      return deliver(last + 1)
    }
    pass(unfinished[...end])
    unfinished.removeFirst(end + 1)
    tooLong += 1
    return deliver(last - end)
  }

  /// Ends a line that was too long. Returns what is left of it, with an LF, if it is delivered.
  private mutating func endSkipping() -> [UInt8]? {
    isSkipping = false
    guard options.cutsLongLines else {
      tooLong += 1
      return nil
    }
    defer { cutLine = [] }
    return cutLine + [Self.lineFeed]
  }

  /// - Parameter cut: a line that was cut before.
  private mutating func deliver(_ count: Int, after cut: [UInt8]? = nil) -> RotatedLines {
    var bytes = unfinished
    unfinished = Array(bytes[count...])
    bytes.removeSubrange(count...)
    pass(bytes)
    settle()
    return lines(bytes, after: cut)
  }

  private mutating func lines(_ bytes: [UInt8], after cut: [UInt8]? = nil) -> RotatedLines {
    var lines = RotatedLines(bytes: (cut ?? []) + bytes, position: position, tooLong: tooLong)
    tooLong = 0
    lines.startsFile = isFirst
    if isFirst { position.recent = LineDigests() }
    isFirst = false
    if options.cutsLongLines { lines.cut(to: options.maximumLine, isFirstCut: cut != nil) }
    guard options.expectsRepetition else { return lines }
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
    guard !options.expectsRepetition else { return }
    let wanted = ContentHead.lengths.last { $0 <= position.offset } ?? 0
    if firstBytes.count < wanted, !content.isCompressed { firstBytes = content.read(wanted, at: 0) }
    let head = ContentHead.digests(of: Array(firstBytes.prefix(wanted)))
    position.head = head.isEmpty ? nil : head
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
    guard let opened = read(file) else { return false }
    firstBytes = options.expectsRepetition ? [] : opened.read(ContentHead.lengths.last ?? 0, at: 0)
    let before = opened.bytes(Fingerprint.length, before: offset)
    if let fingerprint, Fingerprint.make(before) != fingerprint { return false }
    if keepsDurable { synchronize() }
    self.before = before
    content = opened
    readOffset = offset
    unfinished = []
    isSkipping = false
    cutLine = []
    holeAtEnd = 0
    lastChange = nil
    idle = nil
    isFirst = offset == 0
    openedAt = offset
    leavingSince = nil
    unopenedSince = nil
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
    next.offset == 0 ? takeUnfinished(isBeforeHole: holeAtEnd > 0) : nil
  }

  /// The current file's last line, which will get no LF, because nothing is appended any more.
  package mutating func finish() -> RotatedLines? {
    content == nil ? nil : takeUnfinished(isBeforeHole: holeAtEnd > 0)
  }

  /// - Parameter isBeforeHole: whether NUL bytes at the end belong to a hole, which begins with a block.
  private mutating func takeUnfinished(isBeforeHole: Bool) -> RotatedLines? {
    let end = isBeforeHole ? unfinished.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0 : unfinished.count
    guard end > 0 || isSkipping else { return nil }
    let bytes = Array(unfinished[..<end])
    pass(unfinished)
    let cut = isSkipping ? endSkipping() : nil
    unfinished = []
    settle()
    return lines(bytes.isEmpty ? [] : bytes + [Self.lineFeed], after: cut)
  }

  /// Goes on behind a hole, and the NUL bytes that follow in its last block.
  private mutating func skipHole(to end: Int, of content: RotatedContent) {
    let zeros = content.read(Self.largestBlock, at: end).prefix { $0 == 0 }.count
    let start = readOffset - unfinished.count
    loss = RotatedFileLoss(cause: .hole, position: position, knownBytes: end + zeros - start)
    readOffset = end + zeros
    unfinished = []
    before = content.bytes(Fingerprint.length, before: readOffset)
    isFirst = false
    settle()
  }

  private mutating func leave(_ content: RotatedContent, for next: Following) {
    if !content.isComplete { loss = RotatedFileLoss(cause: .damaged, position: position, knownBytes: 0) }
    if content.exceedsLimit { loss = RotatedFileLoss(cause: .tooLong, position: position, knownBytes: 0) }
    if holeAtEnd > 0 { loss = RotatedFileLoss(cause: .hole, position: position, knownBytes: holeAtEnd) }
    passed[content.identity] = readOffset + holeAtEnd
    let fingerprint = next.offset > 0 ? position.fingerprint : nil
    if !open(next.file, of: next.files, at: next.offset, behind: fingerprint) { loss = nil }
  }

  /// Whether the content has grown since it was read to its end.
  func hasGrown(_ content: RotatedContent) -> Bool {
    !content.isCompressed && content.size != readOffset + holeAtEnd
  }

  // MARK: - The directory

  /// A look at the directory that found nothing to read.
  private struct Idle {
    /// The directory's status before.
    let status: FileStatus?
    let at: Int64
    /// How many names were found.
    let count: Int
  }

  /// How long the directory is left alone for each name found there, in nanoseconds: an attacker may make many.
  private static let pausePerName: Int64 = 1_000_000

  private func hasPassed(_ pause: Int64, since idle: Idle) -> Bool {
    now().subtractingSaturated(idle.at).magnitude >= pause.magnitude
  }

  /// Whether the directory has so many names that reading must wait after a look.
  private var isResting: Bool {
    guard options.pause > 0, let idle, idle.count > Self.fewNames else { return false }
    return !hasPassed(Int64(idle.count) * Self.pausePerName, since: idle)
  }

  /// Whether it is time for a look at the directory; if not, reading is held back.
  mutating func mayLook() -> Bool {
    guard options.pause > 0, let idle else { return true }
    // One look, at the order of the files, may call for another.
    let isDue = looks == 1 || directory.status != idle.status || hasPassed(options.pause, since: idle)
    isHeldBack = !isDue
    return isDue
  }

  /// Lists the file and its siblings.
  mutating func look() -> RotatedFileList {
    let status = options.pause > 0 ? directory.status : nil
    let files = RotatedFileList.list(path, in: directory)
    idle = Idle(status: status, at: now(), count: files.count)
    looks += 1
    refusal = files.refusal
    openFault = files.shortage
    if options.reportsRefusals { noteRefusals(files) }
    if !files.isComplete { hasFoundTooManySiblings = true }
    return files
  }

  private mutating func noteRefusals(_ files: RotatedFileList) {
    for (name, fault) in files.refusedSiblings
    where name.rotation != nil && !fault.isShortage && !refusedSiblings.contains(name.path) {
      guard refusedSiblings.count < Self.mostRefusals else {
        hasFoundTooManySiblings = true
        return
      }
      refusedSiblings.insert(name.path)
      unreportedRefusals += 1
    }
  }

  /// Opens a listed file; `nil` if it is gone, another has its name, or it can't be opened.
  mutating func read(_ file: RotatedFile) -> RotatedContent? {
    do throws(ForeignFileFault) {
      let opened = try directory.file(file.path)
      guard opened.identity == file.identity else { return nil }
      if let content = RotatedContent(opened, isCompressed: file.isCompressed, limit: options.compressedLimit)
      {
        return content
      }
      throw .failed(code: errno)
    } catch {
      if error.isShortage || error != .missing && file.identity == position.identity { openFault = error }
      return nil
    }
  }

  /// The largest block that a hole may end in.
  private static let largestBlock = 1 << 16
  private static let fewNames = 64
  /// The most refused siblings that are reported.
  private static let mostRefusals = 64
  private static let lineFeed = UInt8(ascii: "\n")
}
