internal import Basics

/// Identifies the events of one flood: container, attacker, decky, service and type.
///
/// The first half of the SHA-256 over all five, so that a key has a fixed size and an attacker can't forge another's.
package struct FloodKey: Sendable, Hashable {
  private let high: UInt64
  private let low: UInt64

  package var words: (high: UInt64, low: UInt64) { (high, low) }

  package init(words: (high: UInt64, low: UInt64)) { (high, low) = words }

  /// One word of a digest is random enough.
  package func hash(into hasher: inout Hasher) { hasher.combine(low) }

  /// - Parameter parts: all five, always in the same order.
  init(_ parts: UnsafeRawBufferPointer...) {
    let lengthSize = MemoryLayout<UInt64>.size
    let size = parts.reduce(0) { $0 + lengthSize + $1.count }
    // One call: each costs more than the few bytes of a part.
    (high, low) = withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      var position = 0
      for part in parts {
        buffer.storeBytes(of: UInt64(part.count).littleEndian, toByteOffset: position, as: UInt64.self)
        position += lengthSize
        UnsafeMutableRawBufferPointer(rebasing: buffer[position...]).copyMemory(from: part)
        position += part.count
      }
      return SHA256.hash(UnsafeRawBufferPointer(buffer)).words
    }
  }
}
