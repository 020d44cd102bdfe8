import CDecklog
import Files
import Glibc
import RotatedFiles

/// An open file of a container's log, readable to its end even without a name.
final class LogFile: Sendable {
  /// Why a file can't be read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
    /// Whether no file has that name.
    var isMissing = false
    /// Whether descriptors or memory ran out: opening it may succeed later.
    var isShortage = false
  }

  /// Descriptors that a compressed file takes.
  static let compressedDescriptors = 2
  /// The bytes of the first record that ``head`` covers.
  private static let headLength = 4096

  /// The name it was opened by.
  let path: String
  private let content: RotatedContent

  /// Opens a file for reading.
  ///
  /// - Throws: ``Unreadable`` if it is missing, a link, no regular file or not permitted, or too many files are open.
  init(_ path: String) throws(Unreadable) {
    guard let file = OpenFile(reading: path) else {
      throw errno == 0
        ? Unreadable(description: "\(path): it is not a regular file") : Unreadable(path, code: errno)
    }
    let isCompressed = path.hasSuffix(".gz")
    guard !OpenFiles.isReserved(file.descriptor) else { throw Unreadable(path, code: EMFILE) }
    guard let content = RotatedContent(file, isCompressed: isCompressed) else {
      throw Unreadable(path, code: errno)
    }
    guard !content.descriptors.contains(where: OpenFiles.isReserved) else {
      throw Unreadable(path, code: EMFILE)
    }
    self.path = path
    self.content = content
  }

  /// Whether the engine has compressed it.
  var isCompressed: Bool { content.isCompressed }

  var inode: UInt64 { content.identity.inode }

  /// Its size in bytes; unknown for a compressed file.
  var size: Int? { isCompressed ? nil : content.status?.size }

  var isEmpty: Bool { size == 0 }

  /// Whether its last name was removed.
  var isRemoved: Bool { content.status?.links == 0 }

  /// Reads content. Returns the number of bytes; 0 at the end and for a damaged compressed file.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    content.read(at: offset, into: buffer)
  }

  /// Reads content without waiting for a disk. Returns the number of bytes; `nil` if that is unknown.
  func readCached(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard !isCompressed, let base = buffer.baseAddress else { return nil }
    let count = decklog_read_cached(content.descriptor, base, buffer.count, off_t(offset))
    if count == buffer.count { return count }
    // The file may have more; and Linux 5.9 and 5.10 return 0 where they would block.
    guard count >= 0, let size, offset + count >= size else { return nil }
    return count
  }

  /// Whether these bytes are before an offset; assumed for a compressed file.
  func matches(_ bytes: [UInt8], before offset: Int) -> Bool {
    bytes.isEmpty || isCompressed || content.has(bytes, before: offset)
  }

  /// A digest of the first record, to detect reuse of the inode; `nil` until there is one.
  var head: UInt64? {
    withUnsafeTemporaryAllocation(byteCount: Self.headLength, alignment: 1) { buffer in
      let count = read(at: 0, into: buffer)
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
      guard end != nil || count == Self.headLength else { return nil }
      return LineDigest(UnsafeRawBufferPointer(rebasing: bytes[..<(end ?? count)]), covering: .max).low
    }
  }

  /// Whether `path` leads to this file.
  func isNamed(_ path: String) -> Bool { content.identity.isOpenFile(named: path, followsLink: false) }

  /// Whether this is the same file or its compressed form.
  func continues(_ other: LogFile) -> Bool {
    let (identity, theirs) = (content.identity, other.content.identity)
    return (identity.device, identity.inode) == (theirs.device, theirs.inode)
      || isCompressed && head != nil && head == other.head
  }
}

extension LogFile.Unreadable {
  /// - Parameter code: the `errno` of opening.
  fileprivate init(_ path: String, code: Int32) {
    let reason = code == ELOOP ? "it is a symbolic link" : String(cString: strerror(code))
    self.init(
      description: "\(path): \(reason)",
      isMissing: code == ENOENT,
      isShortage: [EMFILE, ENFILE, ENOMEM].contains(code)
    )
  }
}

/// The place of the last line read in a container's log files. A hint: ``LogCursor`` decides.
struct LogFilePlace: Sendable, Hashable {
  var inode: UInt64
  /// ``LogFile/head`` of the file.
  var head: UInt64
  /// Where the line's first record begins; bytes.
  var offset: Int
}
