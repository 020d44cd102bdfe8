internal import DequeModule
internal import NIOCore

/// Frames waiting for a connection; the oldest are dropped at the limit.
struct FrameQueue {
  /// The most urgent frames that wait; beyond it, the oldest is dropped.
  static let urgentLimit = 16

  private var frames: Deque<ByteBuffer> = []
  /// Sent first, and never dropped for other frames.
  private var urgent: Deque<ByteBuffer> = []
  private let frameLimit: Int
  private let byteLimit: Int

  private(set) var byteCount = 0

  /// - Parameters:
  ///   - frameLimit: the most frames, at least 1.
  ///   - byteLimit: the most bytes; a larger frame is kept while it is alone.
  init(frameLimit: Int, byteLimit: Int) {
    self.frameLimit = frameLimit
    self.byteLimit = byteLimit
  }

  var count: Int { frames.count + urgent.count }

  var isEmpty: Bool { frames.isEmpty && urgent.isEmpty }

  /// Whether frames or bytes have reached half of their limit.
  var isHalfFull: Bool { frames.count >= frameLimit / 2 || byteCount >= byteLimit / 2 }

  /// Appends a frame; returns how many of the oldest were dropped for it.
  mutating func append(_ frame: ByteBuffer) -> Int {
    var dropped = 0
    while let oldest = frames.first,
      frames.count >= frameLimit || byteCount + frame.readableBytes > byteLimit
    {
      byteCount -= oldest.readableBytes
      frames.removeFirst()
      dropped += 1
    }
    frames.append(frame)
    byteCount += frame.readableBytes
    return dropped
  }

  /// Appends a small frame that is not dropped for others; returns how many urgent ones were dropped for it.
  mutating func append(urgent frame: ByteBuffer) -> Int {
    let isFull = urgent.count == Self.urgentLimit
    if isFull, let oldest = urgent.popFirst() { byteCount -= oldest.readableBytes }
    urgent.append(frame)
    byteCount += frame.readableBytes
    return isFull ? 1 : 0
  }

  /// Takes the oldest urgent frame, or the oldest if none is urgent.
  mutating func popFirst() -> ByteBuffer? {
    guard let frame = urgent.popFirst() ?? frames.popFirst() else { return nil }
    byteCount -= frame.readableBytes
    return frame
  }

  /// Takes the oldest frames until they add up to `bytes`.
  mutating func take(atLeast bytes: Int) -> [ByteBuffer] {
    var taken: [ByteBuffer] = []
    var sum = 0
    while sum < bytes, let frame = popFirst() {
      sum += frame.readableBytes
      taken.append(frame)
    }
    return taken
  }

  /// Drops all frames and releases their memory; returns how many there were.
  mutating func removeAll() -> Int {
    defer {
      frames = []
      urgent = []
      byteCount = 0
    }
    return count
  }
}
