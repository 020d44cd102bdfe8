import Basics
import Testing
import TestSupport

@testable import TraceExport

@Suite("gRPC's connection", .timeLimit(.minutes(Patience.minutes(2))))
struct GRPCConnectionTests {
  private static let accepted = ExportOutcome.accepted(rejected: 0, message: "")

  /// Runs `body` with a transport to an endpoint that follows a script.
  ///
  /// - Parameter size: of each request, at least.
  private func with(
    _ script: RawEndpoint.Script,
    size: Int = 0,
    _ body:
      @escaping @Sendable (RawEndpoint, _ send: @Sendable () async -> ExportOutcome) async throws -> Void
  ) async throws {
    try await RawEndpoint.with(script) { raw, address in
      let settings = TracingSettings(endpoint: address)
      let failure = Failure()
      let transport = GRPCSpanTransport(settings)
      do {
        defer { transport.close() }
        await failure.note {
          try await body(raw) {
            await transport.send(
              ExportRequest([.span(Array(repeating: 0, count: size))], from: SpanOrigin(settings)),
              timeout: Patience.limit(.seconds(50))
            )
          }
        }
      }
      try failure.rethrow()
      // Whatever happened, no connection outlives its transport.
      try await eventually("all connections are closed") { raw.ended == raw.connections }
    }
  }

  @Test func `One connection takes all requests`() async throws {
    try await with(.init(answer: { HTTP2Bytes.accepted($0) })) { raw, send in
      for _ in 0..<3 { #expect(await send() == Self.accepted) }
      #expect(raw.connections == 1 && raw.ended == 0)
    }
  }

  @Test func `An endpoint that measures the connection with each answer keeps it`() async throws {
    try await with(.init(answer: { HTTP2Bytes.ping + HTTP2Bytes.accepted($0) })) { raw, send in
      for _ in 0..<300 { #expect(await send() == Self.accepted) }
      #expect(raw.connections == 1 && raw.ended == 0)
    }
  }

  @Test func `An endpoint that says GOAWAY with its answer gets its next request over a new connection`()
    async throws
  {
    try await with(
      .init(answer: { HTTP2Bytes.goAway(lastStream: $0) + HTTP2Bytes.accepted($0) })
    ) { raw, send in
      for _ in 0..<3 { #expect(await send() == Self.accepted) }
      #expect(raw.connections == 3)
    }
  }

  @Test func `An endpoint that says GOAWAY after its answer gets its next request over a new connection`()
    async throws
  {
    try await with(
      .init(answer: { HTTP2Bytes.accepted($0) + HTTP2Bytes.goAway(lastStream: $0) })
    ) { raw, send in
      for number in 1...3 {
        #expect(await send() == Self.accepted)
        try await eventually("the connection is closed") { raw.ended == number }
      }
    }
  }

  @Test func `A connection that was lost after an answer is made anew`() async throws {
    try await with(.init(answer: { HTTP2Bytes.accepted($0) }, closes: true)) { raw, send in
      #expect(await send() == Self.accepted)
      try await eventually("the connection is closed") { raw.ended == 1 }
      // The other side may not have heard of it yet.
      try await eventually("a request is taken") { await send() == Self.accepted }
      #expect(raw.connections == 2)
    }
  }

  @Test func `An answer that comes before the whole request is an answer`() async throws {
    try await with(.init(answer: { HTTP2Bytes.accepted($0) }, isEarly: true), size: 1 << 20) { raw, send in
      for _ in 0..<3 { #expect(await send() == Self.accepted) }
      #expect(raw.connections == 1)
    }
  }

  /// An endpoint, and what a request to it comes to.
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var script: RawEndpoint.Script
    var outcome: ExportOutcome
    /// What it may come to as well.
    var other: ExportOutcome?
  }

  private static let lostAnswer = ExportOutcome.postponed(
    reason: "the connection ended before the answer did",
    pause: nil
  )

  private static func broken(_ fault: String) -> ExportOutcome {
    .postponed(reason: "it violates HTTP/2 (\(fault))", pause: nil)
  }

  private static let tooMuch = ExportOutcome.postponed(
    reason: "it sends more than any answer has",
    pause: nil
  )

  /// What breaks the rules of one stream has that stream reset, and not the connection.
  private static let resetForProtocol = ExportOutcome.refused(
    reason: "internalError: the stream was reset (HTTP2ErrorCode<0x1 ProtocolError>)"
  )

  private static func head(_ stream: Int) -> [UInt8] {
    HTTP2Bytes.headers(stream, [(":status", "200"), ("content-type", "application/grpc")])
  }

  static let faults = [
    Fault(
      testDescription: "closes at once",
      script: .init(greeting: [], closes: true, isImpatient: true),
      outcome: lostAnswer
    ),
    Fault(
      testDescription: "closes instead of answering",
      script: .init(closes: true),
      outcome: lostAnswer
    ),
    Fault(
      testDescription: "closes in the middle of its answer",
      script: .init(answer: { head($0) + HTTP2Bytes.data($0, [0, 0, 0]) }, closes: true),
      outcome: lostAnswer
    ),
    Fault(
      testDescription: "speaks HTTP/1.1",
      script: .init(greeting: Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)),
      outcome: broken("UnableToParseFrame")
    ),
    Fault(
      testDescription: "floods what isn't HTTP/2",
      script: .init(greeting: [], flood: { _ in Array(repeating: 0xff, count: 4096) }, isImpatient: true),
      outcome: broken("UnableToParseFrame")
    ),
    Fault(
      testDescription: "says GOAWAY instead of answering",
      script: .init(answer: { _ in HTTP2Bytes.goAway(lastStream: 0, code: 11) }),
      outcome: .postponed(
        reason: "unavailable: the endpoint goes away (HTTP2ErrorCode<0xb Enhance Your Calm>)",
        pause: nil
      )
    ),
    Fault(
      testDescription: "refuses the stream",
      script: .init(answer: { HTTP2Bytes.reset($0, code: 7) }),
      outcome: .postponed(
        reason: "unavailable: the stream was reset (HTTP2ErrorCode<0x7 Refused Stream>)",
        pause: nil
      )
    ),
    Fault(
      testDescription: "has an error of HTTP and a page that never ends",
      script: .init(
        answer: { HTTP2Bytes.headers($0, [(":status", "500")]) },
        flood: { HTTP2Bytes.data($0, Array(repeating: 0x20, count: 4096)) }
      ),
      outcome: .refused(reason: "unknown: HTTP status 500")
    ),
    Fault(
      testDescription: "answers without end",
      script: .init(
        answer: { head($0) + HTTP2Bytes.data($0, [0, 0, 0, 0, 9]) },
        flood: { HTTP2Bytes.data($0, Array(repeating: 0x20, count: 4096)) }
      ),
      outcome: .refused(reason: "internalError: the answer continues after its message")
    ),
    Fault(
      testDescription: "announces an answer that is too long",
      script: .init(answer: { head($0) + HTTP2Bytes.data($0, [0, 255, 255, 255, 255]) }),
      outcome: .refused(reason: "resourceExhausted: the answer has 4294967295 bytes; 65536 are read")
    ),
    Fault(
      testDescription: "has headers without end",
      script: .init(
        answer: { HTTP2Bytes.headers($0, [(":status", "200")], isWhole: false) },
        flood: { HTTP2Bytes.frame(9, stream: $0, payload: HTTP2Bytes.block([("a", "b")])) }
      ),
      outcome: broken("ExcessiveContinuationFrames")
    ),
    Fault(
      testDescription: "has more headers than are read",
      script: .init(
        answer: {
          HTTP2Bytes.headers(
            $0,
            [(":status", "200")]
              + Array(repeating: ("grpc-message", String(repeating: "x", count: 100)), count: 130)
          )
        }
      ),
      outcome: broken("UnableToParseFrame")
    ),
    Fault(
      testDescription: "has trailers without an end to its stream",
      script: .init(answer: { head($0) + HTTP2Bytes.headers($0, [("grpc-status", "0")]) }),
      outcome: resetForProtocol
    ),
    Fault(
      testDescription: "floods empty DATA frames",
      script: .init(answer: { head($0) }, flood: { HTTP2Bytes.data($0, []) }),
      outcome: broken("ExcessiveEmptyDataFrames")
    ),
    Fault(
      testDescription: "floods PING frames",
      script: .init(flood: { _ in Array(repeating: HTTP2Bytes.ping, count: 256).flatMap(\.self) }),
      outcome: broken("ExcessiveControlFrames"),
      // Who doesn't read the answers to his PINGs.
      other: broken("ExcessiveOutboundFrameBuffering")
    ),
    Fault(
      testDescription: "floods SETTINGS frames",
      script: .init(flood: { _ in Array(repeating: HTTP2Bytes.settings, count: 256).flatMap(\.self) }),
      outcome: broken("ExcessiveControlFrames"),
      other: broken("ExcessiveOutboundFrameBuffering")
    ),
    Fault(
      testDescription: "floods WINDOW_UPDATE frames",
      script: .init(flood: { _ in
        Array(repeating: HTTP2Bytes.frame(8, payload: [0, 0, 0, 1]), count: 256).flatMap(\.self)
      }),
      outcome: tooMuch
    ),
    Fault(
      testDescription: "floods frames of a kind that there isn't",
      script: .init(flood: { _ in HTTP2Bytes.frame(0xfa, payload: Array(repeating: 0, count: 4096)) }),
      outcome: tooMuch
    ),
    Fault(
      testDescription: "has headers before its answer without end",
      script: .init(flood: { stream in
        Array(repeating: HTTP2Bytes.headers(stream, [(":status", "103")]), count: 256).flatMap(\.self)
      }),
      outcome: tooMuch
    ),
    Fault(
      testDescription: "pushes",
      script: .init(
        answer: { HTTP2Bytes.frame(5, flags: 4, stream: $0, payload: [0, 0, 0, 2] + HTTP2Bytes.block([])) }
      ),
      outcome: resetForProtocol
    ),
    Fault(
      testDescription: "opens its window too far",
      script: .init(answer: { _ in HTTP2Bytes.frame(8, payload: [0x7f, 255, 255, 255]) }),
      outcome: broken("InvalidFlowControlWindowSize")
    ),
    Fault(
      testDescription: "answers a request that there was not",
      script: .init(answer: { head($0 + 2) }),
      outcome: broken("NoSuchStream")
    ),
  ]

  @Test(arguments: faults)
  func `What an endpoint does wrong ends the request and the connection`(fault: Fault) async throws {
    try await with(fault.script) { raw, send in
      for number in 1...2 {
        let outcome = await send()
        #expect(outcome == fault.outcome || outcome == fault.other, "\(outcome)")
        try await eventually("the connection is closed") { raw.ended == number }
      }
      #expect(raw.connections == 2)
    }
  }

  @Test(
    arguments: [false, true]
  )
  func `An endpoint that never answers is given up after the timeout, and its connection with it`(
    isSecure: Bool
  ) async throws {
    try await RawEndpoint.with(RawEndpoint.Script(greeting: [])) { raw, address in
      var settings = TracingSettings(endpoint: address)
      settings.endpoint.isSecure = isSecure
      let transport = GRPCSpanTransport(settings)
      do {
        defer { transport.close() }
        let outcome = await transport.send(
          ExportRequest([], from: SpanOrigin(settings)),
          timeout: .milliseconds(200)
        )
        // A machine that is busy may not even have connected by then.
        let reasons = ["no answer in time", "no connection in time"]
        #expect(reasons.contains { outcome == .postponed(reason: $0, pause: nil) }, "\(outcome)")
      }
      try await eventually("the connection is closed") { raw.ended == raw.connections }
    }
  }
}
