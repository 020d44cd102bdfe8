internal import Basics
package import Files
internal import Glibc
import Synchronization

/// The content of an open file, compressed with gzip or not, whatever becomes of its name.
package final class RotatedContent: Sendable {
  private let file: OpenFile
  /// Reads a compressed file; its position is moved by one reader at a time.
  private let compressed: Mutex<FileContentReader>?
  package let isCompressed: Bool
  /// All descriptors that it takes.
  package let descriptors: [Int32]
  /// The most bytes that are read out of a compressed file.
  private let limit: Int

  /// Takes over a file; `nil` sets `errno`. A compressed one takes a second descriptor.
  ///
  /// - Parameter limit: the most bytes that are read out of a compressed file.
  package init?(_ file: consuming OpenFile, isCompressed: Bool, limit: Int = .max) {
    self.isCompressed = isCompressed
    self.limit = limit
    if isCompressed {
      guard let reader = FileContentReader(file) else { return nil }
      descriptors = [file.descriptor, reader.descriptor]
      compressed = Mutex(reader)
    } else {
      descriptors = [file.descriptor]
      compressed = nil
    }
    self.file = file
  }

  /// Opens one of the operator's own files as it was listed; `nil` if it is gone, or another has its name.
  package convenience init?(_ listed: RotatedFile) {
    guard let file = OwnDirectory().open(listed.path), file.identity == listed.identity else { return nil }
    self.init(file, isCompressed: listed.name.isCompressed)
  }

  package var descriptor: Int32 { file.descriptor }
  package var identity: FileIdentity { file.identity }
  /// Its size, compressed if it is, and other properties now.
  package var status: FileStatus? { FileStatus(of: file.descriptor) }
  package var modified: Int64 { status?.modified ?? 0 }
  /// Its size now, as stored; bytes.
  package var size: Int { status?.size ?? 0 }

  /// Whether a compressed file was undamaged as far as it was read.
  package var isComplete: Bool {
    switch compressed {
    case .some(let reader): reader.withLock { $0.isComplete }
    case .none: true
    }
  }

  /// Fills a buffer from an offset of the content on. In a compressed file, going on where the last read ended is free.
  ///
  /// - Returns: the number of bytes: less than the buffer's size at the end, or if a compressed file is damaged.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    switch compressed {
    case .some(let reader):
      reader.withLock { reader in
        let count = min(buffer.count, max(0, limit.subtractingSaturated(offset)))
        guard count > 0, reader.skip(to: offset) else { return 0 }
        return reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
      }
    case .none: FileBytes.read(file.descriptor, at: offset, into: buffer)
    }
  }

  /// Whether a compressed file has more content than may be read out of it.
  package var exceedsLimit: Bool {
    switch compressed {
    case .some(let reader): reader.withLock { limit < .max && $0.skip(to: limit) && !$0.read(1).isEmpty }
    case .none: false
    }
  }

  /// The next bytes that aren't in a hole (lseek(2), `SEEK_DATA`), from an offset before the end on; `nil` if there is only
  /// a hole.
  func data(from offset: Int) -> Range<Int>? {
    // <unistd.h> only declares them for _GNU_SOURCE.
    let (seekData, seekHole): (Int32, Int32) = (3, 4)
    let start = lseek(file.descriptor, off_t(offset), seekData)
    guard start >= 0 else { return errno == ENXIO ? nil : offset..<Int.max }
    let end = lseek(file.descriptor, start, seekHole)
    return start..<max(start + 1, end < 0 ? .max : end)
  }

  /// Up to `count` bytes from an offset of the content on.
  package func read(_ count: Int, at offset: Int) -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// The last `count` bytes before an offset: fewer near the beginning, or if the content is shorter than that.
  package func bytes(_ count: Int, before offset: Int) -> [UInt8] {
    read(min(offset, count), at: offset - min(offset, count))
  }

  package func has(_ bytes: [UInt8], before offset: Int) -> Bool {
    read(bytes.count, at: offset - bytes.count) == bytes
  }

  /// Shows the content from an offset on to `body`, in pieces, until that returns `false`.
  ///
  /// - Returns: the offset after the last piece.
  @discardableResult
  package func forEachPiece(of length: Int, from offset: Int = 0, _ body: ([UInt8]) -> Bool) -> Int {
    var end = offset
    while true {
      let piece = read(length, at: end)
      guard !piece.isEmpty else { return end }
      end += piece.count
      guard body(piece) else { return end }
    }
  }

  /// The last `count` bytes, and where they end. A compressed file is read from beginning to end.
  ///
  /// - Parameter size: the size of one that isn't compressed.
  package func tail(_ count: Int, size: Int) -> (bytes: [UInt8], end: Int) {
    guard isCompressed else {
      let count = min(size, count)
      return (read(count, at: size - count), size)
    }
    var tail: [UInt8] = []
    let end = forEachPiece(of: 1 << 20) { piece in
      tail = (tail + piece).suffix(count)
      return true
    }
    return (tail, end)
  }
}
