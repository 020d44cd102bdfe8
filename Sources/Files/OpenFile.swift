import Glibc

/// A regular file, open as long as this value lives.
package struct OpenFile: ~Copyable, Sendable {
  package let descriptor: Int32
  /// When it was opened.
  package let status: FileStatus
  package let identity: FileIdentity

  /// Opens a regular file for reading, without blocking on a FIFO; `nil` sets `errno`, to 0 if it isn't a regular file.
  ///
  /// - Parameter followsLink: whether `path` may be a symbolic link.
  package init?(reading path: String, followsLink: Bool = false) {
    self.init(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)))
  }

  /// Takes over a descriptor, or closes it if it isn't a regular file's: `errno` is then 0.
  package init?(_ descriptor: Int32) {
    guard descriptor >= 0 else { return nil }
    let status = FileStatus(of: descriptor)
    guard let status, status.isRegularFile else {
      let code = status == nil ? errno : 0
      close(descriptor)
      errno = code
      return nil
    }
    self.descriptor = descriptor
    self.status = status
    identity = FileIdentity(status, descriptor: descriptor)
  }

  deinit { close(descriptor) }

  package var size: Int { status.size }
}

/// Reads at offsets of open files (pread(2)).
public enum FileBytes {
  /// Fills a buffer from `offset` on.
  ///
  /// - Returns: the number of bytes read; less than the buffer's size at the end of the file or on an error.
  package static func read(
    _ descriptor: Int32,
    at offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let more = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
      if more < 0, errno == EINTR { continue }
      guard more > 0 else { break }
      filled += more
    }
    return filled
  }

  @usableFromInline
  package static func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = read(descriptor, at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Whether `bytes` are at `offset`. Public, so that the compiler specialises it in other modules.
  @inlinable
  public static func match(_ descriptor: Int32, at offset: Int, _ bytes: some Collection<UInt8>) -> Bool {
    read(descriptor, at: offset, count: bytes.count).elementsEqual(bytes)
  }
}
