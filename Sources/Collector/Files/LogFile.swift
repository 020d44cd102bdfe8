import Basics
import CDecklog
import Evidence
import Glibc
import Synchronization

/// One file of a container's log, open as long as this object lives: whatever becomes of its name, it can be read to
/// its end.
final class LogFile: Sendable {
  /// Why a path is no file that can be read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
    /// Whether there is nothing of that name.
    var isMissing = false
    /// Whether descriptors or memory ran out: it may be opened later.
    var isShortage = false
  }

  /// How many descriptors a compressed file takes.
  static let compressedDescriptors = 2
  /// How many bytes of the first record tell a file from another that has its inode.
  private static let headLength = 4096

  /// The name it was opened by.
  let path: String
  let device: UInt64
  let inode: UInt64
  /// Whether the engine has compressed it.
  let isCompressed: Bool
  private let descriptor: Int32
  /// The content, if the engine has compressed the file; its position is moved by one reader at a time.
  private let compressed: Mutex<FileContentReader>?

  /// Opens a file for reading.
  ///
  /// - Throws: ``Unreadable`` for what is no regular file, is a link, is not there or not ours to read, and where no more
  ///   files may be open.
  init(_ path: String) throws(Unreadable) {
    // Without waiting: a FIFO may have the name. No link: what an engine keeps is where it says.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw Unreadable(path, code: errno)
    }
    guard !OpenFiles.isReserved(descriptor) else {
      close(descriptor)
      throw Unreadable(path, code: EMFILE)
    }
    guard let status = FileStatus(of: descriptor), status.isRegularFile else {
      close(descriptor)
      throw Unreadable(description: "\(path): it is not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    device = status.device
    inode = status.inode
    if path.hasSuffix(".gz") {
      let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      guard duplicate >= 0, !OpenFiles.isReserved(duplicate) else {
        if duplicate >= 0 { close(duplicate) }
        close(descriptor)
        throw Unreadable(path, code: EMFILE)
      }
      guard let content = FileContentReader(descriptor: duplicate) else {
        close(descriptor)
        throw Unreadable(description: "\(path): it can't be decompressed")
      }
      compressed = Mutex(content)
      isCompressed = true
    } else {
      compressed = nil
      isCompressed = false
    }
  }

  deinit { close(descriptor) }

  /// How many bytes it has; of a compressed one that is not known.
  var size: Int? {
    isCompressed ? nil : FileStatus(of: descriptor)?.size
  }

  /// Whether it has no bytes.
  var isEmpty: Bool { size == 0 }

  /// Whether it has no name any more.
  var isRemoved: Bool { FileStatus(of: descriptor)?.links == 0 }

  /// Reads bytes of the content.
  ///
  /// - Returns: how many there are; 0 at the end, and where a compressed file is damaged.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if isCompressed { return readCompressed(at: offset, into: buffer) }
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  /// Reads bytes of the content without waiting for a disk, so that no thread has to be found that may wait.
  ///
  /// - Returns: how many there are; `nil` where that can't be told without waiting.
  func readCached(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard !isCompressed, let base = buffer.baseAddress else { return nil }
    let count = decklog_read_cached(descriptor, base, buffer.count, off_t(offset))
    if count == buffer.count { return count }
    // Less may be there than the file has; and Linux 5.9 and 5.10 say 0 where they would have to wait.
    guard count >= 0, let size, offset + count >= size else { return nil }
    return count
  }

  /// Forwards this costs nothing where it is there already.
  private func readCompressed(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch compressed {
    case .some(let content): content.withLock { $0.skip(to: offset) ? $0.read(into: buffer) : 0 }
    case .none: 0
    }
  }

  /// Whether these bytes stand before an offset; of a compressed file that is taken for granted.
  func matches(_ bytes: [UInt8], before offset: Int) -> Bool {
    guard !bytes.isEmpty, !isCompressed else { return true }
    return withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { buffer in
      read(at: offset - bytes.count, into: buffer) == bytes.count && buffer.elementsEqual(bytes)
    }
  }

  /// What tells the file from another one with its inode: a digest of its first record. `nil` as long as it has none.
  var head: UInt64? {
    withUnsafeTemporaryAllocation(byteCount: Self.headLength, alignment: 1) { buffer in
      let count = read(at: 0, into: buffer)
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
      guard end != nil || count == Self.headLength else { return nil }
      return LineDigest(UnsafeRawBufferPointer(rebasing: bytes[..<(end ?? count)]), covering: .max).low
    }
  }

  /// Whether the name leads to this very file.
  func isNamed(_ path: String) -> Bool {
    guard let status = FileStatus(of: path, followsLink: false) else { return false }
    return status.device == device && status.inode == inode
  }
}

extension LogFile.Unreadable {
  /// A path can't be opened.
  ///
  /// - Parameter code: why, as errno(3) has it.
  fileprivate init(_ path: String, code: Int32) {
    let reason = code == ELOOP ? "it is a symbolic link" : String(cString: strerror(code))
    self.init(
      description: "\(path): \(reason)",
      isMissing: code == ENOENT,
      isShortage: [EMFILE, ENFILE, ENOMEM].contains(code)
    )
  }
}
