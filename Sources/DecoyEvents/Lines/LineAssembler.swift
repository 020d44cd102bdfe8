import Glibc
import Syslog

/// Assembles lines from pieces cut anywhere.
///
/// A line inside one piece is not copied. Memory is at most twice ``maximumLength``: arrays grow by doubling.
package struct LineAssembler: Sendable {
  package struct Line {
    /// The line's first bytes, at most ``LineAssembler/maximumLength``, without its LF. Valid only during the callback.
    package let bytes: UnsafeRawBufferPointer
    /// The line's full length in bytes, without its LF.
    package let length: Int

    package init(bytes: UnsafeRawBufferPointer, length: Int) {
      self.bytes = bytes
      self.length = length
    }

    package var isCut: Bool { length > bytes.count }
  }

  /// The maximum length of a line in bytes. The rest of a longer line is dropped.
  package let maximumLength: Int
  /// The beginning of an incomplete line.
  private var open: [UInt8] = []
  /// The number of bytes received of it, kept or not.
  private var openLength = 0

  package init(maximumLength: Int) { self.maximumLength = maximumLength }

  /// The number of bytes kept of an incomplete line.
  package var openBytes: Int { open.count }

  package var hasOpenLine: Bool { openLength > 0 }

  /// Adds the next piece, and passes each line that ends in it to `body`.
  package mutating func append(_ piece: UnsafeRawBufferPointer, _ body: (Line) -> Void) {
    var index = 0
    while index < piece.count, let base = piece.baseAddress {
      guard let hit = memchr(base + index, Int32(ASCII.lineFeed), piece.count - index) else {
        keep(piece[index...])
        return
      }
      let end = UnsafeRawPointer(hit) - base
      if openLength == 0 {
        let length = end &- index
        let kept = piece[index..<index &+ min(length, maximumLength)]
        body(Line(bytes: UnsafeRawBufferPointer(rebasing: kept), length: length))
      } else {
        keep(piece[index..<end])
        finish(body)
      }
      index = end &+ 1
    }
  }

  /// Ends the incomplete line, if any: what follows the last LF is a line too.
  package mutating func finish(_ body: (Line) -> Void) {
    guard openLength > 0 else { return }
    open.withUnsafeBytes { body(Line(bytes: $0, length: openLength)) }
    discardOpenLine()
  }

  package mutating func discardOpenLine() {
    openLength = 0
    // One huge line must not take memory forever.
    open.removeAll(keepingCapacity: open.capacity <= 65_536)
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    openLength &+= bytes.count
    open.append(contentsOf: bytes.prefix(max(0, maximumLength - open.count)))
  }
}
