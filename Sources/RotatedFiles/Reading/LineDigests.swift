internal import Basics

/// Digests of a bounded number of lines, in the lines' order.
///
/// Encoded as one string of hexadecimal digits, 16 per line.
package struct LineDigests: Sendable, Hashable {
  /// The most lines: enough for the 4 MiB rewritten after a copy-and-truncate, in records of 128 bytes or more.
  static let limit = 32_768
  /// The most that are encoded. Whoever still has the lines adds more (``prepend(_:)``).
  private static let codedLimit = 512

  private(set) var values: [UInt64] = []

  init() {}

  /// Adds digests of earlier lines in front. The last of them may be here already.
  mutating func prepend(_ earlier: [UInt64]) {
    let ours = Set(values)
    let end = earlier.lastIndex { !ours.contains($0) }.map { $0 + 1 } ?? 0
    values = (earlier[..<end] + values).suffix(Self.limit)
  }

  /// Finds the first run of lines that were all delivered.
  ///
  /// - Parameter isEnough: whether a run in this range is long enough to count.
  /// - Returns: the range of the run, and the delivered lines that aren't in it; `nil` if no run is long enough.
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
      // A line found more often than it was delivered is a new one.
      guard rest.remove(line) else { return false }
      end = range.upperBound
      return true
    }
    return isEnough(found.lowerBound..<end) ? (found.lowerBound..<end, rest) : nil
  }

  /// Calls `body` with the range and bytes of each line in a part of a text, with its LF, until that returns `false`.
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

  func lastIndex(of line: UnsafeRawBufferPointer) -> Int? { values.lastIndex(of: Self.digest(line)) }

  /// The first 8 bytes of the SHA-256, so that nobody can forge a line that is taken for another.
  static func digest(_ line: UnsafeRawBufferPointer) -> UInt64 { number(SHA256.hash(line)) }

  /// The same for a line without its LF.
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
  /// Decodes a string; ignores what isn't 16 lower-case hexadecimal digits.
  package init(from decoder: any Decoder) throws {
    values = try Self.values(try decoder.singleValueContainer())
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Self.text(of: values.suffix(Self.codedLimit)))
  }

  fileprivate static func values(_ container: any SingleValueDecodingContainer) throws -> [UInt64] {
    let digits = Array(try container.decode(String.self).utf8)
    return stride(from: 0, to: digits.count - digits.count % 16, by: 16).compactMap { start in
      HexText.number(digits[start..<start + 16])
    }
  }

  fileprivate static func text(of values: some Collection<UInt64>) -> String {
    var digits = ""
    digits.reserveCapacity(values.count * 16)
    for value in values { digits += HexText.string(value) }
    return digits
  }
}

/// Delivered lines that the collector may have written again to the file being read.
///
/// Encoded as ``LineDigests`` are, but completely: until the lines have come, nothing else identifies them.
package struct RewrittenLines: Sendable, Hashable {
  /// How often each line may come, by its digest.
  private var counts: [UInt64: Int] = [:]

  init() {}

  /// The lines after the one at an index; -1 for all.
  init(_ lines: LineDigests, after index: Int) { self.init(lines.values.dropFirst(index + 1)) }

  private init(_ digests: some Sequence<UInt64>) { for digest in digests { counts[digest, default: 0] += 1 } }

  package var isEmpty: Bool { counts.isEmpty }

  /// Removes one line; returns whether it was among them.
  mutating func remove(_ line: UnsafeRawBufferPointer) -> Bool {
    let digest = LineDigests.digest(line)
    guard let count = counts[digest] else { return false }
    counts[digest] = count > 1 ? count - 1 : nil
    return true
  }
}

extension RewrittenLines: Codable {
  /// Decodes a string; ignores what isn't 16 lower-case hexadecimal digits.
  package init(from decoder: any Decoder) throws {
    self.init(try LineDigests.values(try decoder.singleValueContainer()).prefix(LineDigests.limit))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let digests = counts.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
    try container.encode(LineDigests.text(of: digests))
  }
}
