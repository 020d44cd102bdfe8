import Crypto

/// What tells one line from another: the first half of the SHA-256 of its bytes in the raw log.
public struct LineDigest: Sendable, Hashable {
  private let high: UInt64
  private let low: UInt64

  /// The digest of a line without its LF.
  public init(_ line: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bufferPointer: line)
    (high, low) = hash.finalize().withUnsafeBytes { digest in
      (
        digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
  }
}
