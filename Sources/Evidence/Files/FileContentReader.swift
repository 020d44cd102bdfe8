import CZlib
import Glibc

/// Reads a file from its beginning, compressed with gzip or not.
package struct FileContentReader: ~Copyable, @unchecked Sendable {
  /// The longest content that is taken out of a compressed file where its length isn't known, in bytes: 64 MiB of zeros
  /// are 64 KiB compressed.
  package static let longestContent = 4 << 30

  /// zlib's, which reads what is not compressed as it stands.
  private let handle: gzFile

  deinit { gzclose_r(handle) }

  /// `nil` for what is no regular file or can't be opened.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.init(descriptor: descriptor)
  }

  /// Reads a file that is open, through a descriptor of its own. Both share one position, so of several such readers
  /// only the last one made can be read.
  init?(_ file: borrowing OpenFile) {
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    lseek(descriptor, 0, SEEK_SET)
    self.init(descriptor: descriptor)
  }

  /// Takes over the descriptor of a regular file.
  package init?(descriptor: Int32) {
    guard let handle = gzdopen(descriptor, "r") else {
      close(descriptor)
      return nil
    }
    gzbuffer(handle, 1 << 17)
    self.handle = handle
  }

  /// The next bytes: fewer only at the end, or where the file is damaged.
  mutating func read(_ count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Reads the next bytes.
  ///
  /// - Returns: how many there are: fewer than there is room for only at the end, or where the file is damaged.
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
  package var isWhole: Bool {
    var code: Int32 = 0
    gzerror(handle, &code)
    return code == Z_OK || code == Z_STREAM_END
  }

  /// Reads to the end.
  ///
  /// - Returns: how many bytes were left; `nil` where the content is damaged, or more than `limit`.
  mutating func remainingLength(limit: Int = longestContent) -> Int? {
    let room = 1 << 18
    return withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
      var length = 0
      while length <= limit {
        let count = read(into: buffer)
        length += count
        if count < room { return isWhole && length <= limit ? length : nil }
      }
      return nil
    }
  }

  /// Goes on to an offset of the content.
  ///
  /// - Returns: whether the content reaches so far.
  package mutating func skip(to offset: Int) -> Bool {
    offset >= 0 && gzseek(handle, off_t(offset), SEEK_SET) == off_t(offset)
  }
}
