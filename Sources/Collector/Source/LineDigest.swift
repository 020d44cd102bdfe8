internal import Basics

/// What tells one line from another: the first half of the SHA-256 of its beginning.
public struct LineDigest: Sendable, Hashable {
  /// The most bytes of a line that count: no more than the shortest limit that lines can be given, so that another
  /// limit finds the same line.
  static let coveredLength = 1024

  /// The digest's two words.
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of a line without its LF.
  public init(_ line: UnsafeRawBufferPointer) { self.init(line, covering: Self.coveredLength) }

  /// - Parameter length: how many bytes of the line count.
  init(_ line: UnsafeRawBufferPointer, covering length: Int) {
    (high, low) = SHA256.hash(UnsafeRawBufferPointer(rebasing: line.prefix(length))).words
  }
}
