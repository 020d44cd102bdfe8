internal import Basics

/// Digests of a bounded number of lines, in the order of the lines.
///
/// Coded as one string of hexadecimal digits, 16 a line.
public struct LineDigests: Sendable, Hashable {
  /// How many lines are kept at most. What a copy-and-truncate takes is written again by the collector, up to 4 MiB: with
  /// records of 128 bytes and more all of it is recognized.
  static let limit = 32_768
  /// How many of them are coded with each place. Whoever still has the lines adds more (``prepend(_:)``).
  private static let codedLimit = 512

  private(set) var values: [UInt64] = []

  /// None.
  init() {}

  /// Puts digests of earlier lines first. Those at their end may be here already.
  mutating func prepend(_ earlier: [UInt64]) {
    let ours = Set(values)
    let end = earlier.lastIndex { !ours.contains($0) }.map { $0 + 1 } ?? 0
    values = (earlier[..<end] + values).suffix(Self.limit)
  }

  /// The first lines in a row that were all delivered.
  ///
  /// - Parameters:
  ///   - text: is searched line by line.
  ///   - isEnough: whether such a stretch of the text is long enough to count.
  /// - Returns: where they stand, and which delivered lines don't stand there; `nil` if no stretch is long enough.
  func stretch(
    in text: UnsafeRawBufferPointer,
    where isEnough: (Range<Int>) -> Bool
  ) -> (range: Range<Int>, rest: RewrittenLines)? {
    let known = Set(values)
    var found = 0..<0
    Self.forEachLine(of: text, in: 0..<text.count) { range, line in
      guard known.contains(Self.digest(line)) else { return found.isEmpty || !isEnough(found) }
      found = (found.upperBound == range.lowerBound ? found.lowerBound : range.lowerBound)..<range.upperBound
      return true
    }
    guard !found.isEmpty, isEnough(found) else { return nil }
    var rest = RewrittenLines()
    var end = found.lowerBound
    Self.forEachLine(of: text, in: found) { range, line in
      if range.lowerBound == found.lowerBound, let first = values.firstIndex(of: Self.digest(line)) {
        rest = RewrittenLines(self, after: first - 1)
      }
      // A line that stands there more often than it was delivered is a new one.
      guard rest.remove(line) else { return false }
      end = range.upperBound
      return true
    }
    return isEnough(found.lowerBound..<end) ? (found.lowerBound..<end, rest) : nil
  }

  /// Shows `body` each line in a part of a text, with its LF and where it stands, as long as that returns `true`.
  private static func forEachLine(
    of text: UnsafeRawBufferPointer,
    in part: Range<Int>,
    _ body: (Range<Int>, UnsafeRawBufferPointer) -> Bool
  ) {
    for line in LineWalk(text[part]) {
      let range = line.startIndex..<line.endIndex + 1
      guard body(range, UnsafeRawBufferPointer(rebasing: text[range])) else { return }
    }
  }

  /// Adds the last lines of a text; each ends with an LF.
  mutating func append(linesOf bytes: UnsafeRawBufferPointer) {
    var digests: [UInt64] = []
    var end = bytes.count
    while end > 0, digests.count < Self.limit {
      let start = bytes.lineStart(before: end - 1)
      digests.append(Self.digest(UnsafeRawBufferPointer(rebasing: bytes[start..<end])))
      end = start
    }
    values.append(contentsOf: digests.reversed())
    if values.count > Self.limit { values.removeFirst(values.count - Self.limit) }
  }

  /// Where the last line that is like this one stands; `nil` where there is none.
  func lastIndex(of line: UnsafeRawBufferPointer) -> Int? { values.lastIndex(of: Self.digest(line)) }

  /// The first 8 bytes of the SHA-256, so that nobody can make a line that is taken for another.
  static func digest(_ line: UnsafeRawBufferPointer) -> UInt64 { number(SHA256.hash(line)) }

  /// The same of a line without its LF.
  static func digest(unended line: UnsafeRawBufferPointer) -> UInt64 {
    var hash = SHA256()
    hash.update(line)
    withUnsafeBytes(of: UInt8(ascii: "\n")) { hash.update($0) }
    return number(hash.finalize())
  }

  private static func number(_ digest: SHA256Digest) -> UInt64 {
    digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension LineDigests: Codable {
  /// Reads what ``encode(to:)`` has written; what is no number of digits is no digest.
  public init(from decoder: any Decoder) throws {
    values = try Self.values(try decoder.singleValueContainer())
  }

  /// Writes one string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Self.text(of: values.suffix(Self.codedLimit)))
  }

  static func values(_ container: any SingleValueDecodingContainer) throws -> [UInt64] {
    let digits = Array(try container.decode(String.self).utf8)
    return stride(from: 0, to: digits.count - digits.count % 16, by: 16).compactMap { start in
      UInt64(String(decoding: digits[start..<start + 16], as: UTF8.self), radix: 16)
    }
  }

  static func text(of values: some Collection<UInt64>) -> String {
    var digits = ""
    digits.reserveCapacity(values.count * 16)
    for value in values { digits += HexText.string(value) }
    return digits
  }
}
