import Basics
import NIOCore
import Testing
import TestSupport

@testable import HTTPListener

@Suite("Pages beside the listener's own", .timeLimit(.minutes(Patience.minutes(5))))
struct MountedPagesTests {
  private static let request = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"

  /// Reads a stream until a part of it is there.
  private static func read(_ part: String, of inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws
  {
    var text = ""
    for try await bytes in inbound {
      text += String(buffer: bytes)
      if text.contains(part) { return }
    }
    Issue.record("the stream ended with \(text)")
  }

  @Test(
    arguments: [
      ("GET", "/", 200, "/ none localhost 0\n"), ("GET", "/?a=b?c", 200, "/ a=b?c localhost 0\n"),
      ("GET", "/?", 200, "/  localhost 0\n"), ("GET", "/metrics", 200, "# HELP"),
      ("POST", "/", 405, "only GET"),
      ("GET", "/other", 404, "there are /metrics, /healthz, /readyz, /status, /, /metrics, /stream"),
    ]
  )
  func `They are answered with what stands in the request, and the listener's own come first`(
    method: String,
    path: String,
    status: Int,
    start: String
  ) async throws {
    let pages = ScriptedPages(stream: ScriptedStream())
    try await MetricsService.whileRunning(mounting: pages) { address in
      let reply = try await Client.get(path, of: address, method: method)
      #expect(reply.status == status)
      #expect(reply.body.hasPrefix(start), "\(reply.body)")
    }
  }

  @Test func `A foreign name gets none of them`() async throws {
    try await MetricsService.whileRunning(mounting: ScriptedPages(stream: ScriptedStream())) {
      (address) async throws in
      #expect(try await Client.get("/", of: address, host: "evil.example").status == 421)
    }
  }

  @Test func `They are run while the service is`() async throws {
    let pages = ScriptedPages(stream: ScriptedStream())
    try await MetricsService.whileRunning(mounting: pages) { _ in await pages.isRun.wait() }
    #expect(!pages.isRun.isOpen)
  }

  @Test func `A stream comes bit by bit, for longer than other connections last`() async throws {
    let stream = ScriptedStream(["first"])
    try await MetricsService.whileRunning(mounting: ScriptedPages(stream: stream)) { address in
      try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: Self.request))
        try await Self.read("first", of: inbound)
      }
      await stream.ended.wait()
    }
    var limits = ListenerLimits.patient
    limits.headTime = .hours(1)
    limits.stallTime = .hours(1)
    // As long as a machine that is busy may take to see the request.
    limits.lifetime = .seconds(10 * Int64(Patience.factor))
    let long = ScriptedStream()
    try await MetricsService.whileRunning(limits: limits, mounting: ScriptedPages(stream: long)) { address in
      try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: Self.request))
        // What has to be outlived is time itself.
        try await Task.sleep(for: Patience.limit(.seconds(11)))
        long.say("later")
        try await Self.read("later", of: inbound)
      }
    }
  }

  @Test(
    arguments: [true, false]
  )
  func `A client that goes, or has no more to say, ends its stream, though nothing is said`(isHalf: Bool)
    async throws
  {
    var limits = ListenerLimits.patient
    limits.stallTime = .hours(1)
    limits.lifetime = .hours(1)
    let stream = ScriptedStream()
    let folder = try ScratchDirectory()
    try await MetricsService.whileRunning(
      at: folder.file("s"),
      limits: limits,
      mounting: ScriptedPages(stream: stream)
    ) { address in
      let client = try Silent(address, request: Self.request)
      if isHalf { client.finish() } else { client.close() }
      await stream.ended.wait()
      withExtendedLifetime(client) {}
    }
  }

  @Test func `A client that reads nothing is given up, and the stream is ended`() async throws {
    var limits = ListenerLimits.patient
    limits.stallTime = .milliseconds(300)
    let stream = ScriptedStream([String(repeating: "x", count: 100_000)], isEndless: true)
    let folder = try ScratchDirectory()
    try await MetricsService.whileRunning(
      at: folder.file("s"),
      limits: limits,
      mounting: ScriptedPages(stream: stream)
    ) { address in
      let client = try Silent(address, request: Self.request)
      await stream.ended.wait()
      withExtendedLifetime(client) {}
    }
  }

  @Test func `HEAD gets the head, and the stream is ended`() async throws {
    let stream = ScriptedStream(["never"])
    try await MetricsService.whileRunning(mounting: ScriptedPages(stream: stream)) { address in
      try await Client.withConnection(to: address) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: "HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        try await Self.read("text/event-stream", of: inbound)
      }
      await stream.ended.wait()
    }
  }

  @Test(arguments: [true, false])
  func `A shutdown waits for no stream, whether it is read or not`(isFlooded: Bool) async throws {
    var limits = ListenerLimits.patient
    limits.stallTime = .hours(1)
    limits.lifetime = .hours(1)
    limits.headTime = .hours(1)
    let stream = ScriptedStream(
      [String(repeating: "x", count: isFlooded ? 100_000 : 1)],
      isEndless: isFlooded
    )
    let folder = try ScratchDirectory()
    let clock = ContinuousClock()
    var end = clock.now
    var client: Silent?
    try await MetricsService.whileRunning(
      at: folder.file("s"),
      limits: limits,
      mounting: ScriptedPages(stream: stream)
    ) { address in
      client = try Silent(address, request: Self.request)
      await stream.begun.wait()
      #expect(try await Client.get("/healthz", of: address).status == 200)
      end = clock.now
    }
    #expect(clock.now - end < Patience.limit(.seconds(120)), "the limits above would hold it for an hour")
    await stream.ended.wait()
    withExtendedLifetime(client) {}
  }
}
