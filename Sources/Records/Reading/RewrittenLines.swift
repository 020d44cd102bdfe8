/// Lines that were delivered, and that the collector may have written again in the file that is read.
///
/// Coded as ``LineDigests`` are, all of them: until they have come, there is nothing else to tell them by.
public struct RewrittenLines: Sendable, Hashable {
  /// How often each line may come, by its digest.
  private var counts: [UInt64: Int] = [:]

  /// None.
  init() {}

  /// The lines behind the one at an index; -1 for all.
  init(_ lines: LineDigests, after index: Int) {
    self.init(lines.values.dropFirst(index + 1))
  }

  private init(_ digests: some Sequence<UInt64>) {
    for digest in digests { counts[digest, default: 0] += 1 }
  }

  /// Whether there are none.
  public var isEmpty: Bool { counts.isEmpty }

  /// Takes one line out.
  ///
  /// - Returns: whether it was among them.
  mutating func remove(_ line: UnsafeRawBufferPointer) -> Bool {
    let digest = LineDigests.digest(line)
    guard let count = counts[digest] else { return false }
    counts[digest] = count > 1 ? count - 1 : nil
    return true
  }
}

extension RewrittenLines: Codable {
  /// Reads what ``encode(to:)`` has written; what is no number of digits is no digest.
  public init(from decoder: any Decoder) throws {
    self.init(try LineDigests.values(try decoder.singleValueContainer()).prefix(LineDigests.limit))
  }

  /// Writes one string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let digests = counts.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
    try container.encode(LineDigests.text(of: digests))
  }
}
