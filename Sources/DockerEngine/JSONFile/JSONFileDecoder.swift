import Glibc

/// Decodes what the json-file driver keeps of a container's output: one record a message and line.
///
/// ```json
/// {"log":"a line\n","stream":"stdout","time":"2026-11-24T14:33:37.312027123Z"}
/// ```
///
/// The order of the members is Moby's (`jsonlog.JSONLogs`, 20.10 to 28), perhaps with `attrs` before `time`. What
/// a container printed can't look like the end of a record, because the driver escapes its quotes. A full disk or
/// a power cut leaves records that are cut, glued together, or runs of zeros: what is whole is salvaged.
///
/// It does no I/O. The caller keeps what ``decode(_:isEnd:_:damage:)`` has not consumed.
public struct JSONFileDecoder: Sendable {
  /// The longest record that is looked for, in bytes: far above the 98,500 that the driver's longest message can
  /// take. What is longer is damaged.
  public static let maximumRecordLength = 1 << 20

  /// `{"log":"`, as it lies in memory.
  private static let start = Array(#"{"log":""#.utf8)
  private static let startWord = start.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  private static let time = Array(#","time":""#.utf8)
  private static let stdout = Array(#"","stream":"stdout""#.utf8)
  private static let stderr = Array(#"","stream":"stderr""#.utf8)

  /// The output whose messages are handed on.
  private let stream: LogMessage.Stream
  private var stamps = StampReader()
  private var text = JSONFileText()
  /// Whether the rest of a record is being left out that is longer than any.
  private var isSkipping = false

  /// Creates a decoder.
  ///
  /// - Parameter stream: the output whose messages are handed on; others are skipped without a look at their text.
  public init(stream: LogMessage.Stream) { self.stream = stream }

  /// Decodes the records that are whole.
  ///
  /// - Parameters:
  ///   - bytes: what follows the bytes that the last call consumed.
  ///   - isEnd: whether nothing will ever follow.
  ///   - body: called with every message of the output, and where its record begins in `bytes`.
  ///   - damage: called for every stretch that is no record, and where it begins.
  /// - Returns: how many bytes are done with.
  public mutating func decode(
    _ bytes: UnsafeRawBufferPointer,
    isEnd: Bool,
    _ body: (LogMessage, Int) -> Void,
    damage: (Int) -> Void
  ) -> Int {
    var position = 0
    while position < bytes.count, let base = bytes.baseAddress {
      let hit = memchr(base + position, Int32(UInt8(ascii: "\n")), bytes.count - position)
      let end = hit.map { UnsafeRawPointer($0) - base } ?? bytes.count
      if hit == nil, !isEnd {
        guard end - position > Self.maximumRecordLength else { return position }
        if !self.isSkipping { damage(position) }
        self.isSkipping = true
        return end
      }
      if self.isSkipping {
        self.isSkipping = false
      } else if !self.decodeRecord(bytes, position, end, body) {
        self.salvage(bytes, position, end, body, damage)
      }
      position = hit == nil ? end : end + 1
    }
    return position
  }

  /// Decodes one record.
  ///
  /// - Returns: whether it is one, from the first byte to the last.
  private mutating func decodeRecord(
    _ bytes: UnsafeRawBufferPointer,
    _ start: Int,
    _ end: Int,
    _ body: (LogMessage, Int) -> Void
  ) -> Bool {
    guard end - start > Self.start.count,
      bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self) == Self.startWord,
      let stamp = self.stamp(bytes, start, end)
    else { return false }
    let textStart = start + Self.start.count
    let head = UnsafeRawBufferPointer(rebasing: bytes[textStart..<stamp.start])
    let isOther: Bool
    let length: Int
    if head.hasSuffix(Self.stdout) {
      isOther = self.stream != .stdout
      length = head.count - Self.stdout.count
    } else if head.hasSuffix(Self.stderr) {
      isOther = self.stream != .stderr
      length = head.count - Self.stderr.count
    } else {
      // There are attributes; what a label says may look like anything, but it comes behind the text.
      guard let found = self.textLength(head) else { return false }
      length = found
      let rest = UnsafeRawBufferPointer(rebasing: head[length...])
      guard let stream = Self.streamBeforeAttributes(rest) else { return false }
      isOther = self.stream != stream
    }
    let text = UnsafeRawBufferPointer(rebasing: head[..<length])
    // Half a record of ours may be glued to a whole one of the other output's.
    if isOther { return text.firstOffset(of: Self.start) == nil }
    guard let content = self.text.unescape(text) else { return false }
    body(LogMessage(stream: self.stream, timestamp: stamp.time, content: content), start)
    return true
  }

  /// The time at a record's end, and where the comma before it is.
  @inline(__always)
  private mutating func stamp(
    _ bytes: UnsafeRawBufferPointer,
    _ start: Int,
    _ end: Int
  ) -> (time: EngineTimestamp, start: Int)? {
    guard end - start > Self.start.count + Self.time.count + 2, bytes[end - 1] == UInt8(ascii: "}"),
      bytes[end - 2] == UInt8(ascii: "\"")
    else { return nil }
    // The driver leaves zeros at the end of the fraction out, so nine stamps of ten have thirty bytes.
    for length in [30, 29, 28, 27, 26, 25, 24, 22, 20, 35, 34, 33, 32, 31, 23, 21] {
      let name = end - 2 - length - Self.time.count
      guard name >= start + Self.start.count,
        UnsafeRawBufferPointer(rebasing: bytes[name..<name + Self.time.count]).elementsEqual(Self.time)
      else { continue }
      let text = UnsafeRawBufferPointer(rebasing: bytes[end - 2 - length..<end - 2])
      return self.stamps.read(trimmed: text).map { ($0, name) }
    }
    return nil
  }

  /// Where a text ends that begins here.
  private func textLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return index
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    return nil
  }

  private static func streamBeforeAttributes(_ bytes: UnsafeRawBufferPointer) -> LogMessage.Stream? {
    for (stream, name) in [(LogMessage.Stream.stdout, Self.stdout), (.stderr, Self.stderr)]
    where bytes.starts(with: name) && bytes[name.count...].starts(with: #","attrs":{"#.utf8)
      && bytes.last == UInt8(ascii: "}")
    {
      return stream
    }
    return nil
  }

  /// Finds whole records in a stretch that is none.
  private mutating func salvage(
    _ bytes: UnsafeRawBufferPointer,
    _ start: Int,
    _ end: Int,
    _ body: (LogMessage, Int) -> Void,
    _ damage: (Int) -> Void
  ) {
    damage(start)
    var position = start
    while let next = UnsafeRawBufferPointer(rebasing: bytes[min(position + 1, end)..<end])
      .firstOffset(of: Self.start)
    {
      position += 1 + next
      if self.decodeRecord(bytes, position, end, body) { return }
    }
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    guard let base = self.baseAddress, self.count >= suffix.count else { return false }
    return memcmp(base + self.count - suffix.count, suffix, suffix.count) == 0
  }

  /// Where a text that begins with `{` stands first.
  fileprivate func firstOffset(of text: [UInt8]) -> Int? {
    var position = 0
    while let base = self.baseAddress, self.count - position >= text.count,
      let hit = memchr(base + position, Int32(text[0]), self.count - position - text.count + 1)
    {
      let offset = UnsafeRawPointer(hit) - base
      if memcmp(hit, text, text.count) == 0 { return offset }
      position = offset + 1
    }
    return nil
  }
}
