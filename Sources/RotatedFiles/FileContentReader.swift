import CZlib
package import Files
import Glibc

/// Reads a file from its beginning, compressed with gzip or not.
package struct FileContentReader: ~Copyable, @unchecked Sendable {
  /// The most bytes read from a compressed file whose length isn't known: 64 MiB of zeros compress to 64 KiB.
  package static let longestContent = 4 << 30

  /// zlib passes on as it is what isn't compressed.
  private let handle: gzFile
  let descriptor: Int32

  deinit { gzclose_r(handle) }

  /// Opens a file; `nil` if it is missing, unreadable or no regular file.
  package init?(_ path: String) {
    guard let file = OpenFile(reading: path) else { return nil }
    self.init(file)
  }

  /// Reads through a duplicate descriptor; `nil` sets `errno`. Duplicates share a position: use only the last reader.
  package init?(_ file: borrowing OpenFile) {
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    lseek(descriptor, 0, SEEK_SET)
    guard let handle = gzdopen(descriptor, "r") else {
      close(descriptor)
      errno = ENOMEM
      return nil
    }
    gzbuffer(handle, 1 << 17)
    self.handle = handle
    self.descriptor = descriptor
  }

  /// The next `count` bytes: fewer only at the end, or if the file is damaged.
  package mutating func read(_ count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Reads the next bytes.
  ///
  /// - Returns: their number: less than the buffer's size only at the end, or if the file is damaged.
  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let more = gzread(handle, base + filled, UInt32(min(buffer.count - filled, 1 << 30)))
      guard more > 0 else { break }
      filled += Int(more)
    }
    return filled
  }

  /// Whether nothing read so far was damaged, and no compressed content ended too early.
  package var isComplete: Bool {
    var code: Int32 = 0
    gzerror(handle, &code)
    return code == Z_OK || code == Z_STREAM_END
  }

  /// Reads to the end. Returns how many bytes were left; `nil` if the content is damaged or longer than `limit`.
  package mutating func remainingLength(limit: Int = longestContent) -> Int? {
    let room = 1 << 18
    return withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
      var length = 0
      while length <= limit {
        let count = read(into: buffer)
        length += count
        if count < room { return isComplete && length <= limit ? length : nil }
      }
      return nil
    }
  }

  /// Moves to an offset of the content; if the content is shorter, the next read returns nothing.
  ///
  /// - Returns: whether that is possible.
  package mutating func skip(to offset: Int) -> Bool {
    offset >= 0 && gzseek(handle, off_t(offset), SEEK_SET) == off_t(offset)
  }
}
