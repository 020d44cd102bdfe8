import Glibc

/// Looks at what stands in a file.
enum FileBytes {
  /// How many bytes of a file's end tell it from others.
  private static let tailLength = 4096

  /// The end of a file of `size` bytes, with its place; `nil` where there is nothing.
  static func tail(_ descriptor: Int32, size: Int) -> RecentPayload.Piece? {
    let count = min(size, tailLength)
    guard count > 0 else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, size - count))
    }
    return bytes.isEmpty ? nil : RecentPayload.Piece(offset: size - count, bytes: bytes)
  }

  /// Whether the file has `bytes` at `offset`.
  static func match(_ descriptor: Int32, at offset: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return true }
    return withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { buffer in
      var filled = 0
      while filled < buffer.count, let base = buffer.baseAddress {
        let count = pread(descriptor, base + filled, buffer.count - filled, offset + filled)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        filled += count
      }
      return bytes.withUnsafeBytes {
        memcmp($0.baseAddress.unsafelyUnwrapped, buffer.baseAddress.unsafelyUnwrapped, filled) == 0
      }
    }
  }
}
