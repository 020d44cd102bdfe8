internal import Basics
internal import Evidence
internal import Glibc

/// Reads the lines of a record file, and goes on reading them while the file is appended to, renamed, deleted,
/// compressed, or copied and truncated.
///
/// ```swift
/// var reader = RecordFileReader("/var/log/decnet/decnet.json", from: .end)
/// while let event = reader.next() { … }  // and again when there may be more
/// ```
///
/// Each line is delivered once, the oldest file's first. Nothing here waits: what can't be had now is had by a later call.
/// At most one batch and one line are in memory.
public struct RecordFileReader: ~Copyable, Sendable {
  /// The longest line that is delivered, in bytes, its LF not counted.
  public static let maximumLine = 4 << 20
  /// How many bytes are read at a time.
  static let batchSize = 1 << 20
  /// How long the file that has lost its name must have been left alone until reading goes on with the next, in
  /// nanoseconds: whoever has it open may still append to it.
  static let defaultGrace: Int64 = 1_000_000_000
  /// How many graces are waited at most.
  static let mostGraces: Int64 = 10
  /// How many bytes of a file may go by until a line that was there before is no longer expected in it.
  static let repetitionRange = 64 << 20
  /// How many steps from file to file or back are made in one call.
  private static let steps = 64

  /// What the next bytes are.
  private enum Reading {
    case lines(RecordLines)
    case end
    case truncated
  }

  /// The record file.
  public let path: String
  /// The place after what was delivered last.
  public internal(set) var position: RecordFilePosition

  /// Whether what was delivered is to survive a power cut before reading goes on in another file; ``synchronize()`` does so
  /// for the file that is read. Who keeps positions on a disk would else be ahead of the records after one.
  public var keepsDurable = false

  let grace: Int64
  let now: @Sendable () -> Int64
  private let synchronizing: @Sendable (Int32) -> Void
  /// Where to begin, until that is done.
  var start: RecordFileStart?
  /// What is read; not open until there is something.
  var content = RecordContent()
  /// Where in the content the next byte is.
  var readOffset = 0
  /// What was read and is not delivered: it begins with the beginning of a line.
  private var unfinished: [UInt8] = []
  /// Up to 4 KiB of what stands before `unfinished`.
  private var before: [UInt8] = []
  /// Whether nothing of the content was delivered.
  private var isFirst = true
  /// The offset at which reading of the content began.
  private var openedAt = 0
  /// Whether the line that is read is too long.
  private var isSkipping = false
  private var tooLong = 0
  /// Since when the content is at its end under another name.
  var leavingSince: Int64?
  /// The files before the content that are still there, with their sizes when they were passed.
  var passed: [FileIdentity: Int] = [:]
  /// Compressed files that were read and don't continue the content.
  var ruledOut: Set<RotatedFile> = []
  /// Compressed files that were read and are no copies of the content.
  var ruledOutCopies: Set<RotatedFile> = []
  /// Whether the content was found to be the next in order after something of it was read.
  var isPlaced = false
  /// What is still to be told.
  var loss: RecordFileLoss?

  /// Begins to read; nothing has happened until ``next()``.
  public init(_ path: String, from start: RecordFileStart) {
    self.init(
      path,
      from: start,
      grace: Self.defaultGrace,
      now: { WallClock.now },
      synchronizing: { _ = fdatasync($0) }
    )
  }

  init(
    _ path: String,
    from start: RecordFileStart,
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

  /// What comes next; `nil` where there is nothing now.
  public mutating func next() -> RecordFileEvent? {
    for _ in 0..<Self.steps {
      if let loss {
        self.loss = nil
        return .lost(loss)
      }
      if !content.isOpen {
        guard begin() else { return nil }
        continue
      }
      switch read() {
      case .lines(let lines): return .lines(lines)
      case .truncated:
        guard findContinuation() else { return nil }
      case .end:
        guard let next = nextFile() else { return nil }
        if let rest = takeUnfinished(before: next) { return .lines(rest) }
        goOn(with: next)
      }
    }
    return nil
  }

  /// Has the disk keep what was delivered of the file that is read.
  public func synchronize() { content.synchronize(synchronizing) }

  /// How many bytes that are there were not delivered yet, as far as that is known without reading them: those of
  /// compressed files are not counted uncompressed.
  public var bytesBehind: Int {
    guard content.isOpen else {
      let key = FileIdentity(device: position.device, inode: position.inode, birth: position.birth)
      return RotatedFiles.list(path).ordered.reduce(0) { sum, file in
        guard file.modified >= position.written else { return sum }
        return sum.addingSaturated(
          file.key == key ? max(0, file.size.subtractingSaturated(position.offset)) : file.size
        )
      }
    }
    let size = content.status.size
    let rest = content.isCompressed ? 0 : max(0, size - readOffset).addingSaturated(unfinished.count)
    guard !content.isNamed(path) else { return rest }
    let files = RotatedFiles.list(path).ordered
    let index = files.firstIndex { $0.key == content.identity } ?? files.count - 2
    return files.dropFirst(index + 1).reduce(rest) { $0.addingSaturated($1.size) }
  }

  /// Whether the file at whose end it is has lost its name a moment ago, so that what comes behind it must wait.
  public var isWaitingForRotation: Bool { leavingSince != nil }

  // MARK: - Reading on

  private mutating func read() -> Reading {
    while true {
      let bytes = content.read(Self.batchSize, at: readOffset)
      guard !bytes.isEmpty else {
        guard isNextInOrder() else { return .truncated }
        return !content.isCompressed && content.status.size < readOffset ? .truncated : .end
      }
      // Looked at after the read: had the file been truncated and filled again before, other bytes would stand here.
      guard content.isCompressed || content.has(known, before: readOffset) else { return .truncated }
      guard isNextInOrder() else { return .truncated }
      readOffset += bytes.count
      if let lines = take(bytes) { return .lines(lines) }
    }
  }

  /// The bytes before the next one, as many as are known.
  private var known: [UInt8] {
    guard unfinished.count < Fingerprint.length else { return unfinished.suffix(Fingerprint.length) }
    return (before + unfinished).suffix(Fingerprint.length)
  }

  /// Adds what was read, and takes out the lines that are whole.
  private mutating func take(_ bytes: [UInt8]) -> RecordLines? {
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
    // Only the first can be so long: the others came in one piece.
    guard last > Self.maximumLine, let end = unfinished.firstIndex(of: Self.lineFeed), end > Self.maximumLine
    else {
      return deliver(last + 1)
    }
    pass(unfinished[...end])
    unfinished.removeFirst(end + 1)
    tooLong += 1
    return deliver(last - end)
  }

  /// Delivers the first bytes of what is not delivered.
  private mutating func deliver(_ count: Int) -> RecordLines {
    var bytes = unfinished
    unfinished = Array(bytes[count...])
    bytes.removeSubrange(count...)
    pass(bytes)
    settle()
    return lines(bytes)
  }

  private mutating func lines(_ bytes: [UInt8]) -> RecordLines {
    var lines = RecordLines(bytes: bytes, position: position, tooLong: tooLong)
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

  /// What stands before `unfinished` has grown.
  private mutating func pass(_ bytes: some Collection<UInt8>) {
    if bytes.count < Fingerprint.length {
      before = (before + bytes).suffix(Fingerprint.length)
    } else {
      before = Array(bytes.suffix(Fingerprint.length))
    }
  }

  /// The place before `unfinished` is the position.
  mutating func settle() {
    position.device = content.identity.device
    position.inode = content.identity.inode
    position.birth = content.identity.birth
    position.offset = readOffset - unfinished.count
    position.fingerprint = Fingerprint.make(before)
    position.written = content.status.modified
  }

  // MARK: - From file to file

  /// Opens a file.
  ///
  /// - Parameter fingerprint: of what was found before the offset. It may have been truncated and filled again since.
  /// - Returns: `false` where it is not there any more, or has other content by now.
  mutating func open(
    _ file: RotatedFile,
    of files: RotatedFiles,
    at offset: Int,
    behind fingerprint: String? = nil
  ) -> Bool {
    guard var opened = RecordContent.open(file) else { return false }
    let before = opened.bytes(before: offset)
    if let fingerprint {
      guard Fingerprint.make(before) == fingerprint else { return false }
    }
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
    let index = files.ordered.firstIndex { $0.key == file.key } ?? 0
    let present = Set(files.ordered.map(\.key))
    passed = passed.filter { present.contains($0.key) }
    for file in files.ordered[..<index] { passed[file.key] = file.size }
    return true
  }

  /// The line at the end of a file that nobody will finish, or that it is left out because it is too long; `nil` where
  /// there is nothing of that kind, or the next file has the line whole.
  private mutating func takeUnfinished(before next: Following) -> RecordLines? {
    guard next.offset == 0, !unfinished.isEmpty || isSkipping else { return nil }
    let bytes = unfinished
    if isSkipping { tooLong += 1 }
    isSkipping = false
    unfinished = []
    pass(bytes)
    settle()
    return lines(bytes.isEmpty ? [] : bytes + [Self.lineFeed])
  }

  private mutating func goOn(with next: Following) {
    if !content.isWhole { loss = RecordFileLoss(cause: .damaged, position: position, knownBytes: 0) }
    passed[content.identity] = readOffset
    let fingerprint = next.offset > 0 ? position.fingerprint : nil
    if !open(next.file, of: next.files, at: next.offset, behind: fingerprint) { loss = nil }
  }

  /// Whether the content has grown since it was read to its end.
  var hasGrown: Bool { !content.isCompressed && content.status.size != readOffset }

  private static let lineFeed = UInt8(ascii: "\n")
}
