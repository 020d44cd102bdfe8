internal import Crypto

/// Digests of a bounded number of lines, in the order of the lines.
///
/// Coded as one string of hexadecimal digits, 16 a line.
public struct LineDigests: Sendable, Hashable {
  /// How many lines are kept at most. What a copy-and-truncate takes is written again by the collector: all of it is
  /// recognized where it is no more lines than this.
  static let limit = 512

  private(set) var values: [UInt64] = []

  /// None.
  init() {}

  /// Those of what follows the one at an index.
  init(_ digests: LineDigests, after index: Int) {
    values = Array(digests.values[(index + 1)...])
  }

  /// Whether there are none.
  public var isEmpty: Bool { values.isEmpty }

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

  /// Takes one line out.
  ///
  /// - Returns: whether it was among them.
  mutating func remove(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let index = values.firstIndex(of: Self.digest(line)) else { return false }
    values.remove(at: index)
    return true
  }

  /// The first 8 bytes of the SHA-256, so that nobody can make a line that is taken for another.
  private static func digest(_ line: UnsafeRawBufferPointer) -> UInt64 {
    SHA256.hash(data: line).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension LineDigests: Codable {
  /// Reads what ``encode(to:)`` has written; what is no number of digits is no digest.
  public init(from decoder: any Decoder) throws {
    let digits = Array(try decoder.singleValueContainer().decode(String.self).utf8)
    for start in stride(from: 0, to: digits.count - digits.count % 16, by: 16) {
      guard let value = UInt64(String(decoding: digits[start..<start + 16], as: UTF8.self), radix: 16) else {
        continue
      }
      values.append(value)
    }
  }

  /// Writes one string.
  public func encode(to encoder: any Encoder) throws {
    var digits = ""
    digits.reserveCapacity(values.count * 16)
    for value in values {
      let text = String(value, radix: 16)
      digits += String(repeating: "0", count: 16 - text.utf8.count) + text
    }
    var container = encoder.singleValueContainer()
    try container.encode(digits)
  }
}
