import Crypto

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
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: line.prefix(length)))
    (high, low) = hash.finalize().withUnsafeBytes { digest in
      (
        digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
  }
}
