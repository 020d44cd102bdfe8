import NIOCore
import NIOPosix
import Testing
import TestSupport

@testable import ServiceBus

/// A client of the bus that sends what a test wants, and reads or doesn't.
struct RawPeer {
  let channel: any Channel
  let collector: FrameCollector

  /// Connects.
  ///
  /// - Parameters:
  ///   - name: what to say HELLO with; `nil` for nothing.
  ///   - reads: whether to read what comes.
  static func connect(_ path: String, name: String? = "peer", reads: Bool = true) async throws -> RawPeer {
    let collector = FrameCollector()
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.autoRead, value: reads)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(collector) }
      }
      .connect(unixDomainSocketPath: path)
      .map { channel in
        // Here, since a test that waits for its turn would keep the broker waiting.
        if let name { RawPeer(channel: channel, collector: collector).send(.hello, name) }
        return channel
      }
      .get()
    return RawPeer(channel: channel, collector: collector)
  }

  var isClosed: Bool { collector.isClosed }

  /// The EVT frames so far.
  var events: [Frame] { collector.frames.filter { $0.verb == .event } }

  /// The payloads of the events so far.
  var payloads: [String] { events.compactMap { Envelope($0.body).map { String(buffer: $0.payload) } } }

  /// Sends bytes, or loses them if the connection is closed.
  func send(_ bytes: [UInt8]) {
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
  }

  /// Sends a frame.
  func send(_ verb: Frame.Verb, _ argument: String = "", _ body: String = "") {
    channel.writeAndFlush(FrameEncoder.encode(verb, argument, body: ByteBuffer(string: body)), promise: nil)
  }

  /// Publishes an event with `payload`.
  func publish(_ topic: String, payload: String = "{}", type: String = "test") {
    send(.publish, topic, #"{"type":"\#(type)","payload":\#(payload)}"#)
  }

  /// Reads no more.
  func stopReading() async throws {
    try await channel.setOption(.autoRead, value: false).get()
  }

  /// Begins to read.
  func startReading() {
    channel.setOption(.autoRead, value: true).whenComplete { _ in channel.read() }
  }

  func close() async {
    try? await channel.close()
  }

  /// Waits until the broker has acted on all that was sent, which an event to `other` shows.
  func settle(with other: RawPeer) async throws {
    let mark = "settle.\(UInt64.random(in: .min ... .max))"
    other.send(.subscribe, mark)
    // The other's SUB may come after the first of these.
    try await eventually("the broker answers") {
      publish(mark)
      return other.events.contains { $0.argument == mark }
    }
    // None of them is on its way any longer when this one has come.
    publish(mark, payload: #"{"last":"\#(mark)"}"#)
    try await eventually("the broker answers") { other.payloads.contains(#"{"last":"\#(mark)"}"#) }
    other.send(.unsubscribe, mark)
  }
}
