import Glibc
import Syslog

/// Puts lines together from pieces cut anywhere.
///
/// A line that lies whole in one piece is handed on where it stands; only what straddles pieces is copied. The
/// memory it takes is at most twice ``maximumLength``, since an array doubles as it grows.
public struct LineAssembler: Sendable {
  /// One line as it came, before anything is trimmed off it.
  public struct Line {
    /// The line's first bytes, at most ``LineAssembler/maximumLength`` of them, without its LF. They are good
    /// only while the line is being handed on.
    public let bytes: UnsafeRawBufferPointer
    /// How many bytes the line had, without its LF.
    public let length: Int

    /// A line; the bytes are the caller's.
    public init(bytes: UnsafeRawBufferPointer, length: Int) {
      self.bytes = bytes
      self.length = length
    }

    /// Whether the line was longer than the longest that is kept.
    public var isCut: Bool { length > bytes.count }
  }

  /// The longest line that is kept, in bytes; the rest of a longer one is dropped as it comes.
  public let maximumLength: Int
  /// What has come of a line whose end has not.
  private var open: [UInt8] = []
  /// How many bytes have come of it, kept or not.
  private var openLength = 0

  /// - Parameter maximumLength: in bytes.
  public init(maximumLength: Int) {
    self.maximumLength = maximumLength
  }

  /// How many bytes are kept of a line that has begun and not ended.
  public var openBytes: Int { open.count }

  /// Whether a line has begun and not ended.
  public var hasOpenLine: Bool { openLength > 0 }

  /// Takes the next piece, and hands on each line that ends in it.
  public mutating func append(_ piece: UnsafeRawBufferPointer, _ body: (Line) -> Void) {
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

  /// Ends the open line, if there is one: what follows the last LF is a line too.
  public mutating func finish(_ body: (Line) -> Void) {
    guard openLength > 0 else { return }
    open.withUnsafeBytes { body(Line(bytes: $0, length: openLength)) }
    discardOpenLine()
  }

  /// Forgets the open line.
  public mutating func discardOpenLine() {
    openLength = 0
    // A container that once wrote a huge line must not hold its memory for ever.
    open.removeAll(keepingCapacity: open.capacity <= 65_536)
  }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    openLength &+= bytes.count
    open.append(contentsOf: bytes.prefix(max(0, maximumLength - open.count)))
  }
}
