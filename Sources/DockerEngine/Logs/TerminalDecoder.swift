import Basics
import Glibc

/// Decodes the log stream of a container with a terminal, which has no frames: `STAMP SP content LF`, repeated.
///
/// The engine cuts a long line into pieces of 16,384 bytes and repeats the line's stamp before each. A repeated stamp is
/// removed if it is at least 16,384 bytes after the last one; it can be more because the json-file driver replaces
/// invalid UTF-8 by three bytes. A program that guessed the stamp would only cut its own text.
///
/// Content is delivered in fragments as it arrives. Only what may begin a repeated stamp is held back, as its length.
struct TerminalDecoder {
  /// The bytes of a piece (Moby's `logger.defaultBufSize`).
  static let pieceLength = 16_384

  private enum Position {
    /// Before a line's content; `stamp` has the beginning of its stamp.
    case stamp
    /// Inside a line, this many bytes of content after the last stamp, `pieceLength` at most.
    case content(Int)
  }

  /// How many stamps were removed, including repeated ones.
  private(set) var stampCount = 0

  private var position = Position.stamp
  private var stamps = StampReader()

  /// The stamp of the current line and its blank, as far as received.
  private var stamp: [UInt8] = []
  private var timestamp = EngineTimestamp(nanoseconds: 0)

  /// How many of the last bytes equal the beginning of `stamp` and are held back.
  private var held = 0

  mutating func decode(_ bytes: UnsafeRawBufferPointer, _ body: (LogMessage) throws -> Void) throws {
    var rest = bytes
    while !rest.isEmpty {
      let taken: Int
      switch self.position {
      case .stamp: taken = try self.takeStamp(rest)
      case .content(let count) where count < Self.pieceLength: taken = try self.takePlain(rest, count, body)
      case .content: taken = try self.takeLong(rest, body)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
    }
  }

  mutating func finish(_ body: (LogMessage) throws -> Void) throws {
    switch self.position {
    case .stamp:
      guard self.stamp.isEmpty else { throw Self.badStamp(self.stamp) }
    case .content:
      try self.releaseHeld(self.held, body)
      self.held = 0
    }
  }

  /// Takes bytes of a stamp up to its blank; returns how many.
  private mutating func takeStamp(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let room = StampReader.maximumLength + 1 - self.stamp.count
    let window = bytes.prefix(room)
    guard let blank = window.firstIndex(of: UInt8(ascii: " ")) else {
      guard window.count < room, !window.contains(UInt8(ascii: "\n")) else {
        throw Self.badStamp(self.stamp + bytes.prefix(PrintableText.limit))
      }
      self.stamp.append(contentsOf: window)
      return window.count
    }
    let taken = blank - window.startIndex + 1
    self.stamp.append(contentsOf: window.prefix(taken))
    var stamps = self.stamps
    guard let (timestamp, _) = self.stamp.withUnsafeBytes({ stamps.read($0) }) else {
      throw Self.badStamp(self.stamp + bytes.dropFirst(taken).prefix(PrintableText.limit))
    }
    self.stamps = stamps
    self.timestamp = timestamp
    self.stampCount += 1
    self.position = .content(0)
    return taken
  }

  /// Takes content that is too close to the last stamp to contain another; returns how many bytes.
  private mutating func takePlain(
    _ bytes: UnsafeRawBufferPointer,
    _ count: Int,
    _ body: (LogMessage) throws -> Void
  ) throws -> Int {
    let window = bytes.prefix(Self.pieceLength - count)
    if let taken = Self.lineLength(UnsafeRawBufferPointer(rebasing: window)) {
      self.beginLine()
      try self.deliver(UnsafeRawBufferPointer(rebasing: bytes[..<taken]), body)
      return taken
    }
    self.position = .content(count + window.count)
    try self.deliver(UnsafeRawBufferPointer(rebasing: window), body)
    return window.count
  }

  /// Takes content that may contain a repeated stamp; returns how many bytes.
  private mutating func takeLong(
    _ bytes: UnsafeRawBufferPointer,
    _ body: (LogMessage) throws -> Void
  ) throws -> Int {
    let line = bytes.prefix(Self.lineLength(bytes).map { $0 - 1 } ?? bytes.count)
    let heldBefore = self.held
    var index = 0
    while index < line.count {
      self.held = self.matched(after: self.held, line[index])
      index += 1
      if self.held == self.stamp.count {
        // All bytes held before are part of the match or precede it.
        let before = heldBefore + index - self.stamp.count
        self.held = 0
        self.stampCount += 1
        self.position = .content(0)
        try self.deliverJoined(heldBefore, bytes, before, body)
        return index
      }
    }
    guard line.count < bytes.count else {
      try self.deliverJoined(heldBefore, bytes, heldBefore + index - self.held, body)
      return index
    }
    let total = heldBefore + index + 1
    self.held = 0
    try self.deliverJoined(heldBefore, bytes, total, body)
    self.beginLine()
    return index + 1
  }

  /// Delivers the first `count` bytes of what was held back, followed by `bytes`.
  private func deliverJoined(
    _ held: Int,
    _ bytes: UnsafeRawBufferPointer,
    _ count: Int,
    _ body: (LogMessage) throws -> Void
  ) throws {
    try self.releaseHeld(min(held, count), body)
    if count > held { try self.deliver(UnsafeRawBufferPointer(rebasing: bytes[..<(count - held)]), body) }
  }

  /// Delivers held bytes, which equal the beginning of the stamp.
  private func releaseHeld(_ count: Int, _ body: (LogMessage) throws -> Void) throws {
    try self.stamp.withUnsafeBytes { stamp in
      try self.deliver(UnsafeRawBufferPointer(rebasing: stamp[..<count]), body)
    }
  }

  private func deliver(_ content: UnsafeRawBufferPointer, _ body: (LogMessage) throws -> Void) throws {
    guard !content.isEmpty else { return }
    try body(LogMessage(stream: .stdout, timestamp: self.timestamp, content: content))
  }

  /// The length of the line at the start of `bytes` with its LF; `nil` if it has none.
  private static func lineLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let end = memchr(start, 0x0A, bytes.count) else { return nil }
    return UnsafeRawPointer(end) - start + 1
  }

  private mutating func beginLine() {
    self.position = .stamp
    self.stamp.removeAll(keepingCapacity: true)
  }

  /// How much of the stamp is matched when `byte` follows a match of `count` bytes.
  ///
  /// A stamp's beginning can recur inside it (`2026-11-23`, the last 2), so a mismatch need not mean 0.
  private func matched(after count: Int, _ byte: UInt8) -> Int {
    var length = count
    while self.stamp[length] != byte {
      guard length > 0 else { return 0 }
      length = self.border(of: length)
    }
    return length + 1
  }

  /// The longest proper prefix of the first `length` bytes of the stamp that is also their suffix.
  private func border(of length: Int) -> Int {
    for candidate in stride(from: length - 1, to: 0, by: -1) {
      let prefix = self.stamp[..<candidate]
      if self.stamp[(length - candidate)..<length].elementsEqual(prefix) { return candidate }
    }
    return 0
  }

  private static func badStamp(_ text: [UInt8]) -> EngineError {
    // Moby writes this into an unframed stream instead of a frame of type 3.
    let printable = PrintableText.make(from: text.prefix { $0 != UInt8(ascii: "\n") })
    if printable.hasPrefix("Error grabbing logs:") {
      return EngineError(
        code: .daemonError,
        message: "the engine reports an error inside the log stream: \(printable)"
      )
    }
    return EngineError(
      code: .protocolViolation,
      message: "a line of the log stream has no valid stamp; it begins \"\(printable)\""
    )
  }
}
