import Basics

/// Decodes the framed log stream of a container without a terminal.
///
/// A frame is eight bytes of header (the output's number, three zeros, the payload's length in network order) and the
/// payload: a stamp, a blank, the content. Complete frames are delivered in place; only one that straddles two calls is
/// assembled in a buffer.
struct FrameDecoder {
  static let headerLength = 8

  /// The type of a frame with an error of the daemon (Moby's `stdcopy.Systemerr`).
  private static let daemonErrorType: UInt8 = 3

  /// The largest buffer that is kept for the next straddling frame, so that idle streams hold little memory.
  private static let keptCapacity = 4096

  /// How many frames were decoded.
  private(set) var frameCount = 0

  private let maximumFrameLength: Int
  private var stamps = StampReader()
  private var carry: [UInt8] = []

  init(maximumFrameLength: Int) { self.maximumFrameLength = maximumFrameLength }

  mutating func decode(_ bytes: UnsafeRawBufferPointer, _ body: (LogMessage) throws -> Void) throws {
    var rest = bytes[...]
    if !self.carry.isEmpty {
      guard try self.completeCarry(from: &rest, body) else { return }
    }
    // A local variable stays in registers.
    var stamps = self.stamps
    var frames = 0
    defer {
      self.stamps = stamps
      self.frameCount += frames
    }
    var position = rest.startIndex
    let end = rest.endIndex
    while end - position >= Self.headerLength {
      let header = UnsafeRawBufferPointer(rebasing: bytes[position..<position + Self.headerLength])
      let length = try self.payloadLength(header)
      let start = position + Self.headerLength
      guard end - start >= length else { break }
      frames += 1
      let payload = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
      try Self.deliver(payload, type: header[0], &stamps, body)
      position = start + length
    }
    self.carry.append(contentsOf: bytes[position..<end])
  }

  func finish() throws(EngineError) {
    guard self.carry.isEmpty else {
      throw Self.violation("the log stream ended inside a frame, after \(self.carry.count) bytes of it")
    }
  }

  /// Moves bytes from `rest` to the carry buffer; delivers its frame and returns true if it is complete.
  private mutating func completeCarry(
    from rest: inout Slice<UnsafeRawBufferPointer>,
    _ body: (LogMessage) throws -> Void
  ) throws -> Bool {
    func take(upTo count: Int, _ carry: inout [UInt8]) -> Bool {
      let piece = rest.prefix(count - carry.count)
      carry.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
      return carry.count == count
    }
    if self.carry.count < Self.headerLength {
      guard take(upTo: Self.headerLength, &self.carry) else { return false }
    }
    let length = try self.carry.withUnsafeBytes { try self.payloadLength($0) }
    guard take(upTo: Self.headerLength + length, &self.carry) else { return false }
    var stamps = self.stamps
    try self.carry.withUnsafeBytes { frame in
      let payload = UnsafeRawBufferPointer(rebasing: frame[Self.headerLength...])
      try Self.deliver(payload, type: frame[0], &stamps, body)
    }
    self.stamps = stamps
    self.frameCount += 1
    self.carry.removeAll(keepingCapacity: self.carry.capacity <= Self.keptCapacity)
    return true
  }

  /// Checks a header and returns the length of the payload that follows.
  @inline(__always)
  private func payloadLength(_ header: UnsafeRawBufferPointer) throws(EngineError) -> Int {
    let word = UInt64(bigEndian: header.loadUnaligned(as: UInt64.self))
    let length = Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
    guard (word >> 32) & 0xFF_FFFF == 0, (1...3).contains(word >> 56), length <= self.maximumFrameLength
    else { throw self.badHeader(word, length: length) }
    return length
  }

  @inline(never)
  private func badHeader(_ word: UInt64, length: Int) -> EngineError {
    let type = word >> 56
    guard (1...3).contains(type) else {
      return Self.violation("a frame of the log stream has the unknown type \(type)")
    }
    guard length <= self.maximumFrameLength else {
      return Self.violation(
        "a frame of the log stream claims \(length) bytes; the limit is \(self.maximumFrameLength)"
      )
    }
    return Self.violation("the padding in a frame's header is not zero")
  }

  @inline(__always)
  private static func deliver(
    _ payload: UnsafeRawBufferPointer,
    type: UInt8,
    _ stamps: inout StampReader,
    _ body: (LogMessage) throws -> Void
  ) throws {
    guard let stream = LogMessage.Stream(rawValue: type), type != Self.daemonErrorType,
      let (timestamp, length) = stamps.read(payload)
    else { throw Self.badPayload(payload, type: type) }
    let content = UnsafeRawBufferPointer(rebasing: payload[length...])
    try body(LogMessage(stream: stream, timestamp: timestamp, content: content))
  }

  @inline(never)
  private static func badPayload(_ payload: UnsafeRawBufferPointer, type: UInt8) -> EngineError {
    guard type == Self.daemonErrorType else {
      let start = PrintableText.make(from: payload.prefix(StampReader.maximumLength))
      return Self.violation("a message of the log stream has no valid stamp; it begins \"\(start)\"")
    }
    return EngineError(
      code: .daemonError,
      message: "the engine reports an error inside the log stream: \(PrintableText.make(from: payload))"
    )
  }

  private static func violation(_ message: String) -> EngineError {
    EngineError(code: .protocolViolation, message: message)
  }
}
