import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

@testable import HTTPListener

/// A client that sends what it is told, and reads what it gets until the connection ends.
enum Client {
  /// What came back.
  struct Reply {
    let text: String
    var status: Int? { text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } }
    var body: Substring { text.firstRange(of: "\r\n\r\n").map { text[$0.upperBound...] } ?? "" }

    /// The value of a header; `nil` where it isn't there.
    func header(_ name: String) -> Substring? {
      let head = text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? text[...]
      return head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
        .map { $0.dropFirst(name.count + 1).drop { $0 == " " } }
    }
  }

  /// Sends a request.
  static func get(
    _ path: String,
    of address: ListenAddress,
    method: String = "GET",
    host: String? = "localhost",
    fields: [String] = []
  ) async throws -> Reply {
    let lines = ["\(method) \(path) HTTP/1.1"] + (host.map { ["Host: \($0)"] } ?? []) + fields
    return try await send(lines.joined(separator: "\r\n") + "\r\n\r\n", to: address)
  }

  /// Sends bytes, and leaves the connection open until the other side closes it.
  static func send(_ text: String, to address: ListenAddress) async throws -> Reply {
    let reply = NIOLockedValueBox(ByteBuffer())
    do {
      try await withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: text))
        for try await part in inbound {
          let isComplete = reply.withLockedValue { reply in
            reply.writeImmutableBuffer(part)
            return Self.isComplete(reply)
          }
          if isComplete { break }
        }
      }
    } catch is IOError {
      // Closed with what we sent unread: what came before it counts.
    } catch is ChannelError {
      // Closed before all of it was sent.
    }
    return Reply(text: String(buffer: reply.withLockedValue { $0 }))
  }

  /// Whether a whole answer is there: who is answered hangs up.
  private static func isComplete(_ reply: ByteBuffer) -> Bool {
    let text = String(buffer: reply)
    let parsed = Reply(text: text)
    guard let length = parsed.header("Content-Length").flatMap({ Int($0) }) else { return false }
    return text.contains("\r\n\r\n") && parsed.body.utf8.count >= length
  }

  /// Opens a connection for as long as `body` takes.
  static func withConnection<Result: Sendable>(
    to address: ListenAddress,
    _ body:
      @Sendable (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>)
      async throws -> Result
  ) async throws -> Result {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    let place: SocketAddress =
      switch address.place {
      case .ipv4(let host, let port), .ipv6(let host, let port):
        try SocketAddress(ipAddress: host, port: port)
      case .unix(let path): try SocketAddress(unixDomainSocketPath: path)
      }
    let channel = try await bootstrap.connect(to: place) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    return try await channel.executeThenClose { try await body($0, $1) }
  }
}
