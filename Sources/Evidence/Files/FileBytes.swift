import Glibc

/// Looks at what stands in a file.
package enum FileBytes {
  /// Up to `count` bytes from `offset` on.
  package static func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        let more = pread(descriptor, base + filled, count - filled, off_t(offset + filled))
        if more < 0, errno == EINTR { continue }
        guard more > 0 else { return }
        filled += more
      }
    }
  }

  /// Whether the file has `bytes` at `offset`.
  package static func match(_ descriptor: Int32, at offset: Int, _ bytes: some Collection<UInt8>) -> Bool {
    read(descriptor, at: offset, count: bytes.count).elementsEqual(bytes)
  }
}
