internal import CCrypto

/// Incremental SHA-256 (FIPS 180-4) by OpenSSL. Copies are independent.
package struct SHA256: Sendable {
  /// The block size of SHA-256 in bytes.
  private static let blockLength = 64

  private var state = SHA256_CTX()

  package init() { SHA256_Init(&state) }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&state, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far.
  package func finalize() -> SHA256Digest {
    var state = state
    return SHA256Digest { SHA256_Final($0, &state) }
  }

  package static func hash(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  package static func hash(_ bytes: some Collection<UInt8>) -> SHA256Digest {
    Array(bytes).withUnsafeBytes { hash($0) }
  }

  /// HMAC-SHA-256 (RFC 2104).
  package static func authenticationCode(for message: [UInt8], using key: [UInt8]) -> SHA256Digest {
    var block = key.count > blockLength ? Array(hash(key)) : key
    block += [UInt8](repeating: 0, count: blockLength - block.count)
    let inner = hash(block.map { $0 ^ 0x36 } + message)
    return hash(block.map { $0 ^ 0x5C } + inner)
  }
}

/// A SHA-256 digest of 32 bytes.
package struct SHA256Digest: Sendable {
  private var bytes = SIMD32<UInt8>()

  fileprivate init(_ fill: (UnsafeMutablePointer<UInt8>?) -> Void) {
    withUnsafeMutableBytes(of: &bytes) { fill($0.assumingMemoryBound(to: UInt8.self).baseAddress) }
  }

  /// The first 16 bytes as two words in memory order.
  package var words: (high: UInt64, low: UInt64) {
    withUnsafeBytes(of: bytes) { bytes in
      (
        bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
  }

  /// 64 lower-case hexadecimal digits.
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 2 * count) { text in
      for (index, byte) in enumerated() {
        text[2 * index] = HexText.digit(byte >> 4)
        text[2 * index + 1] = HexText.digit(byte & 0xF)
      }
      return 2 * count
    }
  }
}

extension SHA256Digest: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { SIMD32<UInt8>.scalarCount }
  package subscript(index: Int) -> UInt8 { bytes[index] }
}

extension SHA256Digest: Equatable {
  /// Compares in constant time, because digests may stand for secrets.
  package static func == (lhs: Self, rhs: Self) -> Bool {
    var (lhs, rhs) = (lhs.bytes, rhs.bytes)
    return CRYPTO_memcmp(&lhs, &rhs, SIMD32<UInt8>.scalarCount) == 0
  }
}
