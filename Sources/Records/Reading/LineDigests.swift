internal import Basics

/// Digests of a bounded number of lines, in the order of the lines.
///
/// Coded as one string of hexadecimal digits, 16 a line.
public struct LineDigests: Sendable, Hashable {
  /// How many lines are kept at most. What a copy-and-truncate takes is written again by the collector, up to 4 MiB: with
  /// records of 128 bytes and more all of it is recognized.
  static let limit = 32_768
  /// How many of them are coded with each place. Whoever has the lines themselves can tell of more (``prepend(_:)``).
  private static let codedLimit = 512

  private(set) var values: [UInt64] = []

  /// None.
  init() {}

  /// Puts those of earlier lines before these; at their end may be some that are here already.
  mutating func prepend(_ earlier: [UInt64]) {
    let ours = Set(values)
    let end = earlier.lastIndex { !ours.contains($0) }.map { $0 + 1 } ?? 0
    values = (earlier[..<end] + values).suffix(Self.limit)
  }

  /// Lines of a text that are some of these, one after another.
  struct Run {
    /// Where they stand in the text.
    var range: Range<Int>
    /// Which of these the last one is. Of lines that are alike there are several, in order.
    var indices: [Int]
    /// Whether the line behind them is one of these as well, but not the next one.
    var isBroken = false
  }

  /// How many of lines that are alike a run is followed from.
  private static let alike = 64

  /// All such runs, each as long as it can be, by their place in the text.
  func runs(in text: UnsafeRawBufferPointer) -> [Run] {
    var places: [UInt64: [Int]] = [:]
    for (index, value) in values.enumerated().reversed() where places[value, default: []].count < Self.alike {
      places[value, default: []].append(index)
    }
    var runs: [Run] = []
    var start = 0
    while let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map({ $0 + 1 }) {
      defer { start = end }
      let digest = Self.digest(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      guard let found = places[digest] else { continue }
      if let last = runs.last, last.range.upperBound == start {
        let next = last.indices.filter { $0 + 1 < values.count && values[$0 + 1] == digest }.map { $0 + 1 }
        if !next.isEmpty {
          runs[runs.count - 1] = Run(range: last.range.lowerBound..<end, indices: next)
          continue
        }
        runs[runs.count - 1].isBroken = true
      }
      runs.append(Run(range: start..<end, indices: found.reversed()))
    }
    return runs
  }

  /// Adds the last lines of a text; each ends with an LF.
  mutating func append(linesOf bytes: UnsafeRawBufferPointer) {
    var digests: [UInt64] = []
    var end = bytes.count
    while end > 0, digests.count < Self.limit {
      let start = bytes[..<(end - 1)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
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
    for value in values {
      let text = String(value, radix: 16)
      digits += String(repeating: "0", count: 16 - text.utf8.count) + text
    }
    return digits
  }
}
