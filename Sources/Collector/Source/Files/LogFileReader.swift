import DecoyEvents
import DockerEngine

/// The state of reading the files of one output of a container.
struct LogFileReader: Sendable {
  /// What is still to be found before lines are delivered.
  enum Search {
    /// The cursor's line, which is where the hint says if the hint is right.
    case hinted(CursorLook)
    /// The cursor's line, from the beginning of the oldest file.
    case all(CursorLook)
    /// The place behind which nothing of the log is in another collector's raw log.
    case existing(ExistingPlacement)
  }

  var queue: LogFileQueue
  private let stream: LogMessage.Stream
  private let maximumLength: Int
  var decoder: JSONFileDecoder
  var assembler: StampedLineAssembler
  /// `nil` while lines are delivered.
  var search: Search?
  /// How many bytes before ``offset`` are compared again: they hold a record's time and its end.
  private static let tailLength = 64
  /// Those bytes.
  private var tail: [UInt8] = []
  /// How much of the current file is done; bytes.
  var offset = 0
  /// Where the open line begins in the current file; `nil` if it began in another file.
  var lineStart: Int?
  /// The size at which the engine rotates, in bytes; 0 if unknown, `nil` if it never does.
  let rotationSize: Int?
  /// ``LogFile/head`` of the current file; `nil` until it has a record.
  private(set) var head: UInt64?

  /// - Parameters:
  ///   - cursor: the last line that was read.
  ///   - place: where it may be.
  ///   - existing: what another collector has written, if reading begins behind it.
  init(
    _ queue: LogFileQueue,
    stream: LogMessage.Stream,
    maximumLength: Int,
    after cursor: LogCursor?,
    at place: LogFilePlace?,
    behind existing: ExistingLog?,
    rotationSize: Int?
  ) {
    self.queue = queue
    self.stream = stream
    self.maximumLength = maximumLength
    self.rotationSize = rotationSize
    decoder = JSONFileDecoder(stream: stream)
    assembler = StampedLineAssembler(maximumLength: maximumLength)
    if let existing { search = .existing(ExistingPlacement(in: existing)) }
    guard let cursor else { return }
    let look = CursorLook(for: cursor)
    search = .all(look)
    guard let place,
      let index = queue.entries.firstIndex(where: {
        $0.file.inode == place.inode && $0.file.head == place.head
      })
        ?? queue.entries.firstIndex(where: { $0.file.isCompressed && $0.file.head == place.head })
    else { return }
    self.queue.begin(with: index)
    assembler = StampedLineAssembler(maximumLength: maximumLength, at: cursor)
    offset = place.offset
    search = .hinted(look)
  }

  /// Whether there may have been files behind the current one that were never seen: a file smaller than the rotation
  /// size was the last.
  var mayHaveRotated: Bool {
    guard let rotationSize else { return false }
    return (queue.current.size ?? .max) >= rotationSize
  }

  /// The place of a line at an offset of the current file.
  mutating func place(at offset: Int?) -> LogFilePlace? {
    guard let offset else { return nil }
    head = head ?? queue.current.head
    return head.map { LogFilePlace(inode: queue.current.inode, head: $0, offset: offset) }
  }

  /// Compares one more line with the one that is searched.
  static func look(at line: StampedLineAssembler.Line, _ search: inout Search?) {
    switch search {
    case .hinted(var look):
      look.take(line)
      search = look.isFoundFromBeginning ? nil : .hinted(look)
    case .all(var look):
      look.take(line)
      search = look.isFoundFromBeginning ? nil : .all(look)
    case .existing(var placement):
      // It is large: taken out, so that it isn't copied.
      search = nil
      placement.take(line)
      search = .existing(placement)
    case nil: break
    }
  }

  /// The searched line may be one that was delivered without its end, when its container had ended.
  mutating func lookAtOpenLine() {
    switch search {
    case .hinted, .all: break
    case .existing, nil: return
    }
    var open = assembler
    var search = search
    open.finish { Self.look(at: $0, &search) }
    guard search == nil else { return }
    self.search = nil
    assembler = open
  }

  /// Takes the decoder out.
  mutating func takeDecoder() -> JSONFileDecoder {
    defer { decoder = JSONFileDecoder(stream: stream) }
    return decoder
  }

  /// Takes the search out: it may be large, and must not be copied.
  mutating func takeSearch() -> Search? {
    defer { search = nil }
    return search
  }

  /// Takes the assembler out, and leaves a new one.
  mutating func takeAssembler() -> StampedLineAssembler {
    defer { assembler = StampedLineAssembler(maximumLength: maximumLength) }
    return assembler
  }

  /// Goes on to the next file.
  ///
  /// - Returns: why lines may be missing before it.
  mutating func advance() -> GapCause? {
    offset = 0
    head = nil
    tail = []
    lineStart = nil
    return queue.advance()
  }

  /// Whether the current file was truncated, and perhaps written again (Moby with `max-file=1`). If so, it is read from
  /// its beginning.
  mutating func isOverwritten() -> Bool {
    guard let size = queue.current.size, size < offset || !queue.current.matches(tail, before: offset) else {
      return false
    }
    offset = 0
    head = nil
    tail = []
    lineStart = nil
    return true
  }

  /// Some bytes of the current file are done.
  mutating func advance(by consumed: Int, of bytes: UnsafeRawBufferPointer) {
    offset += consumed
    if consumed > 0 { tail = Array(bytes[..<consumed].suffix(Self.tailLength)) }
  }
}
