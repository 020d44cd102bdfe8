import Glibc

/// Decodes the file of the json-file driver: one record per message and line.
///
/// ```json
/// {"log":"a line\n","stream":"stdout","time":"2026-11-24T14:33:37.312027123Z"}
/// ```
///
/// The members are in Moby's order (`jsonlog.JSONLogs`, 20.10 to 28), perhaps with `attrs` before `time`. Output can't
/// imitate the end of a record, because the driver escapes quotes. A full disk or a power cut leaves cut records, merged
/// records or runs of zeros: complete records in them are recovered.
///
/// It does no I/O. The caller keeps what ``decode(_:isEnd:_:damage:)`` has not consumed.
public struct JSONFileDecoder: Sendable {
  /// The longest record in bytes, far above the 98,500 of the driver's longest message. Anything longer is damage.
  public static let maximumRecordLength = 1 << 20

  private static var start: StaticString { #"{"log":""# }
  private static var time: StaticString { #","time":""# }
  private static var stdout: StaticString { #"","stream":"stdout""# }
  private static var stderr: StaticString { #"","stream":"stderr""# }
  private static var attributes: StaticString { #","attrs":{"# }

  /// The output whose messages are delivered.
  private let stream: LogMessage.Stream
  private var stamps = StampReader()
  private var text = JSONFileText()
  /// Whether the rest of an overlong record is being skipped.
  private var isSkipping = false

  /// Creates a decoder.
  ///
  /// - Parameter stream: the output whose messages are delivered; others are skipped without decoding their text.
  public init(stream: LogMessage.Stream) { self.stream = stream }

  /// Decodes the complete records.
  ///
  /// - Parameters:
  ///   - bytes: what follows the bytes that the last call consumed.
  ///   - isEnd: whether nothing follows.
  ///   - body: called with each message of the output and its record's offset in `bytes`.
  ///   - damage: called with each damaged stretch and its offset.
  /// - Returns: how many bytes were consumed.
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
      } else if end - position > Self.maximumRecordLength {
        damage(position)
      } else if !self.decodeRecord(bytes, position, end, body) {
        self.salvage(bytes, position, end, body, damage)
      }
      position = hit == nil ? end : end + 1
    }
    return position
  }

  /// Decodes one record; returns whether the bytes are exactly one.
  private mutating func decodeRecord(
    _ bytes: UnsafeRawBufferPointer,
    _ start: Int,
    _ end: Int,
    _ body: (LogMessage, Int) -> Void
  ) -> Bool {
    let record = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    guard record.hasPrefix(Self.start), let stamp = self.stamp(record) else { return false }
    let head = UnsafeRawBufferPointer(rebasing: record[Self.start.utf8CodeUnitCount..<stamp.start])
    let isOther: Bool
    let length: Int
    if head.hasSuffix(Self.stdout) {
      isOther = self.stream != .stdout
      length = head.count - Self.stdout.utf8CodeUnitCount
    } else if head.hasSuffix(Self.stderr) {
      isOther = self.stream != .stderr
      length = head.count - Self.stderr.utf8CodeUnitCount
    } else {
      // There are attributes; what a label says may look like anything, but it comes behind the text.
      guard let found = self.textLength(head) else { return false }
      length = found
      let rest = UnsafeRawBufferPointer(rebasing: head[length...])
      guard let stream = Self.streamBeforeAttributes(rest) else { return false }
      isOther = self.stream != stream
    }
    let text = UnsafeRawBufferPointer(rebasing: head[..<length])
    // Half a record of ours may be merged with a complete one of the other output.
    if isOther { return text.firstOffset(of: Self.start) == nil }
    return self.text.unescape(text) { content in
      body(LogMessage(stream: self.stream, timestamp: stamp.time, content: content), start)
    }
  }

  /// The time at a record's end, and the offset of the comma before it.
  @inline(__always)
  private mutating func stamp(_ record: UnsafeRawBufferPointer) -> (time: EngineTimestamp, start: Int)? {
    guard record.hasSuffix("\"}") else { return nil }
    let end = record.count - 2
    // The driver omits trailing zeros of the fraction, so nine stamps in ten have thirty bytes.
    guard let length = Self.stampLength(record, end, 30...30) ?? Self.stampLength(record, end, 20...35) else {
      return nil
    }
    let stamp = UnsafeRawBufferPointer(rebasing: record[end - length..<end])
    return self.stamps.read(trimmed: stamp).map { ($0, end - length - Self.time.utf8CodeUnitCount) }
  }

  /// The length of the stamp that ends at `end`, if it is one of these.
  private static func stampLength(
    _ record: UnsafeRawBufferPointer,
    _ end: Int,
    _ lengths: ClosedRange<Int>
  ) -> Int? {
    let least = Self.start.utf8CodeUnitCount + Self.time.utf8CodeUnitCount
    return lengths.first { length in
      end - length >= least
        && UnsafeRawBufferPointer(rebasing: record[..<(end - length)]).hasSuffix(Self.time)
    }
  }

  /// The length of the text at the start of `bytes`.
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
    where bytes.hasPrefix(name)
      && UnsafeRawBufferPointer(rebasing: bytes[name.utf8CodeUnitCount...]).hasPrefix(Self.attributes)
      && bytes.hasSuffix("}")
    {
      return stream
    }
    return nil
  }

  /// Recovers complete records from a damaged stretch.
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
  fileprivate func hasPrefix(_ text: StaticString) -> Bool {
    guard let base = self.baseAddress, self.count >= text.utf8CodeUnitCount else { return false }
    return memcmp(base, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  @inline(__always)
  fileprivate func hasSuffix(_ text: StaticString) -> Bool {
    guard let base = self.baseAddress, self.count >= text.utf8CodeUnitCount else { return false }
    return memcmp(base + self.count - text.utf8CodeUnitCount, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// The first occurrence of a text.
  fileprivate func firstOffset(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    var position = 0
    while let base = self.baseAddress, self.count - position >= length,
      let hit = memchr(base + position, Int32(text.utf8Start.pointee), self.count - position - length + 1)
    {
      if memcmp(hit, text.utf8Start, length) == 0 { return UnsafeRawPointer(hit) - base }
      position = UnsafeRawPointer(hit) - base + 1
    }
    return nil
  }
}
