internal import NIOCore

extension AdaptiveRecvByteBufferAllocator {
  /// Reads small pieces from who sends little, and large ones from who sends much.
  static var bus: Self { Self(minimum: 512, initial: 4096, maximum: BusLimit.read) }
}
